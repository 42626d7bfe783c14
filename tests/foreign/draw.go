// A draw made again from its published files, in another language than ours: docs/draws.md followed line by line.
//
//	draw FOLDER...   each with announcement.json, list.jsonl, randomness (32 bytes)
//
// prints, for each folder, the SHA-256 of the commitment and of the result as written.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

type application struct {
	Ticket string
	People int
	Lots   int
	Pools  []string
	Wants  []string
	lot    []byte
	pool   string
	batch  string
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func hash(parts ...[]byte) []byte {
	sum := sha256.New()
	for _, part := range parts {
		sum.Write(part)
	}
	return sum.Sum(nil)
}

// The tree of RFC 6962, 2.1, by its recursive definition.
func root(lines []string) []byte {
	switch len(lines) {
	case 0:
		return hash()
	case 1:
		return hash([]byte{0}, []byte(lines[0]))
	}
	split := 1
	for split*2 < len(lines) {
		split *= 2
	}
	return hash([]byte{1}, root(lines[:split]), root(lines[split:]))
}

func contains(list []string, wanted string) bool {
	for _, one := range list {
		if one == wanted {
			return true
		}
	}
	return false
}

func draw(folder string) (string, string) {
	announcement, err := os.ReadFile(filepath.Join(folder, "announcement.json"))
	must(err)
	list, err := os.ReadFile(filepath.Join(folder, "list.jsonl"))
	must(err)
	randomness, err := os.ReadFile(filepath.Join(folder, "randomness"))
	must(err)
	var rules struct {
		Draw    string
		Batches [][]interface{}
		Pools   [][]interface{}
	}
	must(json.Unmarshal(announcement, &rules))
	var lines []string
	if len(list) > 0 {
		lines = strings.Split(strings.TrimSuffix(string(list), "\n"), "\n")
	}
	commitment := fmt.Sprintf(`{"applications":%d,"draw":"%s","root":"%s"}`,
		len(lines), rules.Draw, base64.StdEncoding.EncodeToString(root(lines)))
	seed := hash([]byte("jiangong/draw/v1\n"), announcement, []byte("\n"+commitment+"\n"), randomness)

	ranks := make([]*application, len(lines))
	for number, line := range lines {
		one := &application{}
		must(json.Unmarshal([]byte(line), one))
		for lot := 0; lot < one.Lots; lot++ {
			var counter [4]byte
			binary.BigEndian.PutUint32(counter[:], uint32(lot))
			sum := hash(seed, []byte(one.Ticket+"\n"), counter[:])
			if one.lot == nil || bytes.Compare(sum, one.lot) < 0 {
				one.lot = sum
			}
		}
		ranks[number] = one
	}
	sort.Slice(ranks, func(a, b int) bool { return bytes.Compare(ranks[a].lot, ranks[b].lot) < 0 })

	left, seats := map[string]int{}, map[string]int{}
	for _, batch := range rules.Batches {
		left[batch[0].(string)] = int(batch[1].(float64))
	}
	for _, pool := range rules.Pools {
		seats[pool[0].(string)] = int(pool[1].(float64))
	}
	for number, entry := range rules.Pools {
		pool, then, last := entry[0].(string), entry[2].(string), number == len(rules.Pools)-1
		for _, one := range ranks {
			if one.batch != "" || !(last || contains(one.Pools, pool)) || one.People > seats[pool] {
				continue
			}
			for _, batch := range one.Wants {
				if left[batch] >= one.People {
					one.pool, one.batch = pool, batch
					left[batch] -= one.People
					seats[pool] -= one.People
					break
				}
			}
		}
		if then != "" {
			seats[then] += seats[pool]
		}
	}
	var result strings.Builder
	for number, one := range ranks {
		fmt.Fprintf(&result, `{"batch":"%s","pool":"%s","rank":%d,"ticket":"%s"}`+"\n", one.batch, one.pool, number+1, one.Ticket)
	}
	return commitment, result.String()
}

func main() {
	for _, folder := range os.Args[1:] {
		commitment, result := draw(folder)
		fmt.Println(hex.EncodeToString(hash([]byte(commitment))), hex.EncodeToString(hash([]byte(result))))
	}
}
