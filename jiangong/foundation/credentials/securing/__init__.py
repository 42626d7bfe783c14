"""Signing and checking by open standards; no Django here, and no key either: whoever signs brings one.

multibase.py  keys and signatures as text; bits.py  the status list; terms.py  what the words of Open Badges mean as RDF;
shapes.py     what documents we write and accept; proofs.py  Data Integrity, eddsa-rdfc-2022; baking.py  credentials inside pictures.
"""
