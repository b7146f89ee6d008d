"""The tables of the corpus.

Each form of the words has a full-text table of its own: BM25 then weighs a passage by its length in that form alone,
which one table of several columns would not do.
"""

from __future__ import annotations

from dataclasses import fields

from index.fields import IndexFields

WORD_COLUMNS = tuple(field.name for field in fields(IndexFields))
SCHEMA_VERSION = 6  # raise it when the tables change; hoidap index then builds anew
OLDEST_VERSION = 5  # since then only tables were added: such a file is brought up to date
SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
    version INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    text TEXT NOT NULL,
    title TEXT NOT NULL,
    organisation TEXT,
    province TEXT,
    published TEXT,
    period TEXT,
    url TEXT
);
CREATE TABLE IF NOT EXISTS pages (
    version INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    start INTEGER NOT NULL  -- of a printed article: where a page begins, characters into its text
);
CREATE INDEX IF NOT EXISTS pages_of_version ON pages (version);
CREATE TABLE IF NOT EXISTS passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given twice, so that an old generation cannot name a new passage
    version INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    heading TEXT NOT NULL,
    header TEXT NOT NULL,
    vector TEXT NOT NULL  -- hash of the vector, which may come later
);
CREATE INDEX IF NOT EXISTS passages_of_version ON passages (version);
CREATE INDEX IF NOT EXISTS passages_of_vector ON passages (vector);
CREATE TABLE IF NOT EXISTS figures (
    version INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    at INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    indicator TEXT NOT NULL,
    indicator_key TEXT NOT NULL,
    value TEXT NOT NULL,  -- decimal, exact
    value_text TEXT NOT NULL,
    unit TEXT,
    qualifier TEXT,
    kind TEXT NOT NULL,
    place TEXT,
    organisation TEXT,
    period TEXT,
    whole TEXT,
    of_target INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS figures_of_version ON figures (version);
CREATE TABLE IF NOT EXISTS vectors (
    hash TEXT PRIMARY KEY,  -- of the embedder's name and the embedded text
    vector BLOB NOT NULL  -- float32, little-endian
);
CREATE TABLE IF NOT EXISTS generations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    created_at TEXT NOT NULL,
    embedder TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('building', 'ready')),
    vectors_sha256 TEXT,
    lexicon BLOB,
    report TEXT
);
CREATE TABLE IF NOT EXISTS vector_bases (  -- of a generation of very many passages: see index/vector_files.py
    generation INTEGER PRIMARY KEY REFERENCES generations ON DELETE CASCADE,
    made_by INTEGER NOT NULL,  -- the generation, perhaps gone by now, that made the clusters
    sha256 TEXT NOT NULL,
    removed BLOB NOT NULL  -- passages of the clusters that the generation does not have: int64, little-endian
);
CREATE TABLE IF NOT EXISTS written_forms (
    generation INTEGER PRIMARY KEY REFERENCES generations ON DELETE CASCADE,
    tables TEXT NOT NULL,  -- which edition of the tables of words the lexicon was counted with
    written BLOB NOT NULL  -- how often each form of a word is written, so that the next generation need not count anew
);
CREATE TABLE IF NOT EXISTS generation_documents (
    generation INTEGER NOT NULL REFERENCES generations ON DELETE CASCADE,
    version INTEGER NOT NULL REFERENCES documents,
    PRIMARY KEY (generation, version)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS generations_of_version ON generation_documents (version);
CREATE TABLE IF NOT EXISTS held (
    id TEXT NOT NULL,  -- of an article
    content TEXT NOT NULL,  -- hash of what a roll-back undid; '' if it undid that the article was gone
    generation INTEGER NOT NULL,  -- that was left
    since TEXT NOT NULL,
    PRIMARY KEY (id, content)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS stamps (
    id TEXT PRIMARY KEY,  -- of an article
    size INTEGER NOT NULL,  -- bytes
    mtime_ns INTEGER NOT NULL,
    ctime_ns INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    stated TEXT NOT NULL,  -- what else the content hash was made of
    content_hash TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS active_generation (
    row INTEGER PRIMARY KEY CHECK (row = 1),
    generation INTEGER NOT NULL REFERENCES generations
);
""" + "".join(
    # accents are kept and only white space separates: the tokens are made elsewhere and taken as they are
    f"CREATE VIRTUAL TABLE IF NOT EXISTS words_{column} USING fts5"
    f"(tokens, tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'\");\n"
    for column in WORD_COLUMNS
)
