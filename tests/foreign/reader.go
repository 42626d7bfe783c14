// Reads a log in a folder with Go's own transparency log packages (golang.org/x/mod/sumdb/note and .../tlog), which nobody here
// wrote: signature, tiles, inclusion, consistency, and the root counted again from the leaves.
//
//	reader FOLDER VERIFIER-KEY SAMPLES SEED
//
// The folder is what `jiangong ledger export` writes (checkpoint, tile/…). Beside it may stand former/<name>, older signed
// checkpoints of the same log; proofs/<name>.tlog-proof; and consistency/<old>, the proof from that size to the newest
// checkpoint, a hash a line. Prints what it did and in how many seconds; ends with 1 at the first thing that is wrong.
//
// Go's packages put the height into a tile's path (tile/8/0/000) and C2SP does not (tile/0/000): that, the checkpoint's
// three lines, and the bundles of entries are all that is done here by hand.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

var folder string

func fail(format string, values ...interface{}) {
	fmt.Printf("WRONG: "+format+"\n", values...)
	os.Exit(1)
}

func check(err error, what string) {
	if err != nil {
		fail("%s: %v", what, err)
	}
}

func read(path string) []byte {
	data, err := os.ReadFile(filepath.Join(folder, path))
	check(err, path)
	return data
}

func path(tile tlog.Tile) string {
	return strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", height), "tile/", 1)
}

// tiles reads tiles from the folder for tlog.TileHashReader, which believes none of them before it has hashed it into the root.
type tiles struct{ count int }

func (t *tiles) Height() int { return height }

func (t *tiles) ReadTiles(asked []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range asked {
		data, err := os.ReadFile(filepath.Join(folder, path(tile)))
		if err != nil {
			return nil, err
		}
		t.count++
		found = append(found, data)
	}
	return found, nil
}

func (t *tiles) SaveTiles([]tlog.Tile, [][]byte) {}

// open verifies a signed checkpoint and returns its tree and how many signature lines Go did not know.
func open(signed []byte, verifier note.Verifier) (tlog.Tree, int) {
	opened, err := note.Open(signed, note.VerifierList(verifier))
	check(err, "checkpoint")
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		fail("checkpoint of %q", lines[0])
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err, "size")
	root, err := tlog.ParseHash(lines[2])
	check(err, "root")
	return tlog.Tree{N: size, Hash: root}, len(opened.UnverifiedSigs)
}

// bundle returns the entries of a bundle of the tree with size leaves.
func bundle(index, size int64) [][]byte {
	width := size - index*256
	if width > 256 {
		width = 256
	}
	tile := tlog.Tile{H: height, L: 0, N: index, W: int(width)}
	data := read(strings.Replace(path(tile), "tile/0/", "tile/entries/", 1))
	var entries [][]byte
	for len(data) > 0 {
		if len(data) < 2 {
			fail("bundle %d is cut short", index)
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		if len(data) < end {
			fail("bundle %d is cut short", index)
		}
		entries = append(entries, data[2:end])
		data = data[end:]
	}
	if int64(len(entries)) != width {
		fail("bundle %d has %d entries, not %d", index, len(entries), width)
	}
	return entries
}

func hashes(lines []string) []tlog.Hash {
	var found []tlog.Hash
	for _, line := range lines {
		hash, err := tlog.ParseHash(line)
		check(err, "proof")
		found = append(found, hash)
	}
	return found
}

type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for at, index := range indexes {
		found[at] = s[index]
	}
	return found, nil
}

// published returns the tiles that a tree of that size has: all full ones and the last of each level. (tlog.NewTiles wants
// every narrower last tile, too.)
func published(size int64) []tlog.Tile {
	var found []tlog.Tile
	for level := 0; size > 0; level, size = level+1, size>>height {
		for n := int64(0); n<<height < size; n++ {
			width := size - n<<height
			if width > 1<<height {
				width = 1 << height
			}
			found = append(found, tlog.Tile{H: height, L: level, N: n, W: int(width)})
		}
	}
	return found
}

var started = time.Now()

func say(format string, values ...interface{}) {
	fmt.Printf("%7.2f s  ", time.Since(started).Seconds())
	fmt.Printf(format+"\n", values...)
	started = time.Now()
}

func main() {
	if len(os.Args) != 5 {
		fail("usage: reader FOLDER VERIFIER-KEY SAMPLES SEED")
	}
	folder = os.Args[1]
	verifier, err := note.NewVerifier(os.Args[2])
	check(err, "verifier key")
	samples, err := strconv.Atoi(os.Args[3])
	check(err, "samples")
	seed, err := strconv.ParseInt(os.Args[4], 10, 64)
	check(err, "seed")
	random := rand.New(rand.NewSource(seed))

	tree, unknown := open(read("checkpoint"), verifier)
	say("checkpoint of %s: %d leaves, signature verified, %d lines of other keys ignored", verifier.Name(), tree.N, unknown)

	source := &tiles{}
	reader := tlog.TileHashReader(tree, source)
	for n := 0; n < samples; n++ {
		index := random.Int63n(tree.N)
		leaf := tlog.RecordHash(bundle(index/256, tree.N)[index%256])
		proof, err := tlog.ProveRecord(tree.N, index, reader)
		check(err, "proving a leaf from the tiles")
		check(tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf), "inclusion")
	}
	say("%d random leaves: inclusion proved from %d tiles and verified", samples, source.count)

	former, _ := filepath.Glob(filepath.Join(folder, "former", "*"))
	for _, name := range former {
		signed, err := os.ReadFile(name)
		check(err, name)
		old, _ := open(signed, verifier)
		proof, err := tlog.ProveTree(tree.N, old.N, reader)
		check(err, "proving an older tree from the tiles")
		check(tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash), "consistency")
		made := strings.Fields(string(read(fmt.Sprintf("consistency/%d", old.N))))
		check(tlog.CheckTree(hashes(made), tree.N, tree.Hash, old.N, old.Hash), "consistency proof of the log's own making")
	}
	say("%d older signed checkpoints: consistency proved from the tiles and verified; the log's own proofs verified", len(former))

	proofs, _ := filepath.Glob(filepath.Join(folder, "proofs", "*.tlog-proof"))
	for _, name := range proofs {
		data, err := os.ReadFile(name)
		check(err, name)
		parts := strings.SplitN(string(data), "\n\n", 2)
		head := strings.Split(parts[0], "\n")
		extra, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(head[1], "extra "))
		check(err, name)
		index, err := strconv.ParseInt(strings.TrimPrefix(head[2], "index "), 10, 64)
		check(err, name)
		its, _ := open([]byte(parts[1]), verifier)
		check(tlog.CheckRecord(hashes(head[3:]), its.N, its.Hash, index, tlog.RecordHash(extra)), name)
	}
	say("%d .tlog-proof files of the log's own making: verified", len(proofs))

	all := make(stored, 0, tlog.StoredHashCount(tree.N))
	for index := int64(0); index*256 < tree.N; index++ {
		for at, entry := range bundle(index, tree.N) {
			more, err := tlog.StoredHashes(index*256+int64(at), entry, all)
			check(err, "hashing")
			all = append(all, more...)
		}
	}
	root, err := tlog.TreeHash(tree.N, all)
	check(err, "root")
	if root != tree.Hash {
		fail("the entries' root is %v, the checkpoint says %v", root, tree.Hash)
	}
	say("%d entries of all bundles hashed: the root is the signed one", tree.N)

	leaves := make(stored, 0, tlog.StoredHashCount(tree.N))
	count := 0
	for _, tile := range published(tree.N) {
		data := read(path(tile))
		expected, err := tlog.ReadTileData(tile, all)
		check(err, "tile")
		if !bytes.Equal(data, expected) {
			fail("tile %s has other hashes than the entries", path(tile))
		}
		count++
		for at := 0; tile.L == 0 && at < len(data); at += tlog.HashSize {
			var hash tlog.Hash
			copy(hash[:], data[at:])
			more, err := tlog.StoredHashesForRecordHash(tile.N*256+int64(at/tlog.HashSize), hash, leaves)
			check(err, "hashing")
			leaves = append(leaves, more...)
		}
	}
	root, err = tlog.TreeHash(tree.N, leaves)
	check(err, "root")
	if root != tree.Hash {
		fail("the root of level 0 is %v, the checkpoint says %v", root, tree.Hash)
	}
	say("%d tiles of all levels: each hash counted again; the root from level 0 alone is the signed one", count)
}
