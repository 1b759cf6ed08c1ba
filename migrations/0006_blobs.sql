-- What lies outside the database, in the blob store, or is on its way there. A row is committed before the first byte is put, and goes
-- after the last one is gone: neither is ever there without anybody knowing.
CREATE TABLE blob (
    organisation_id UUID   NOT NULL,
    id              UUID   NOT NULL,
    kind            TEXT   NOT NULL,                -- image, file; its name in the store is organisation/kind/id
    begun_at        BIGINT NOT NULL,
    upload          TEXT,                           -- what the store calls parts of it that are not put together yet
    put_at          BIGINT,                         -- all of it is there
    bytes           BIGINT,
    sha256          TEXT,
    kept_at         BIGINT,                         -- something refers to it, from its own transaction on
    gone_at         BIGINT,                         -- nobody may keep or show it any more
    due_at          BIGINT,                         -- when the sweeper takes it, or takes it again; NULL while it is kept
    PRIMARY KEY (organisation_id, id)
);
CREATE INDEX blob_due ON blob (due_at) WHERE due_at IS NOT NULL;
