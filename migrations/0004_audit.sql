-- Who did what, and the tree by which everybody can tell whether the entries still are what they were.

-- An entry for each deed, written in the deed's own transaction. Rows are inserted and never touched again; only what is kept no longer
-- goes, as a whole range that was sealed.
CREATE TABLE audit (
    organisation_id UUID   NOT NULL REFERENCES organisation (id),
    id              UUID   NOT NULL,
    at              BIGINT NOT NULL,
    actor           TEXT   NOT NULL,                -- person, service, system
    actor_id        UUID,                           -- which person, which service
    device_id       UUID,                           -- on which device
    deed            TEXT   NOT NULL,                -- the word for it: signed_in, group_renamed
    scope           TEXT   NOT NULL,                -- what it was done to: oneself, conversation, organisation
    scope_id        UUID,
    detail          TEXT   NOT NULL,                -- JSON: ids, numbers and words of ours, never what somebody wrote
    mark            TEXT   NOT NULL,                -- by the server's key: nobody else wrote this row. What is sealed has the tree for that
    PRIMARY KEY (organisation_id, id)
);

-- What is not sealed yet: written with the entry, removed with its leaf.
CREATE TABLE audit_queue (
    organisation_id UUID NOT NULL,
    entry_id        UUID NOT NULL,
    PRIMARY KEY (organisation_id, entry_id)
);

-- How each organisation's tree stands; the row that whoever seals or prunes locks first.
CREATE TABLE audit_tree (
    organisation_id UUID   NOT NULL PRIMARY KEY REFERENCES organisation (id),
    size            BIGINT NOT NULL,                -- leaves
    peaks           TEXT   NOT NULL,                -- the roots of the full trees that make it up: what the next leaf needs
    out_size        BIGINT NOT NULL,                -- heads up to here are on disk outside the database
    pruned          BIGINT NOT NULL                 -- entries up to here are kept no longer; a signed entry says so
);

-- The leaf of every entry that was sealed; it stays when the entry is kept no longer.
CREATE TABLE audit_leaf (
    organisation_id UUID   NOT NULL,
    place           BIGINT NOT NULL,                -- from 0, gapless
    entry_id        UUID   NOT NULL,
    hash            TEXT   NOT NULL,                -- SHA-256 of 0x00 and the entry's bytes (RFC 6962)
    PRIMARY KEY (organisation_id, place)
);
CREATE UNIQUE INDEX audit_leaf_of ON audit_leaf (organisation_id, entry_id);

-- What the server signed: that the tree of so many leaves has this root.
CREATE TABLE audit_head (
    organisation_id UUID   NOT NULL,
    size            BIGINT NOT NULL,
    at              BIGINT NOT NULL,
    root            TEXT   NOT NULL,
    signer          TEXT   NOT NULL,                -- the public key, Ed25519
    signature       TEXT   NOT NULL,
    PRIMARY KEY (organisation_id, size)
);
