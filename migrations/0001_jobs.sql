-- Work to be done after a commit: mail, timers. Enqueued in the transaction that needs it, taken with a lease.
CREATE TABLE job (
    id              UUID    NOT NULL PRIMARY KEY,
    organisation_id UUID,                       -- whose it is; nothing: the server's own
    kind            TEXT    NOT NULL,           -- also its queue: a program takes from those it knows, and leaves the others alone
    priority        BIGINT  NOT NULL DEFAULT 1, -- 0 urgent, 1 ordinary, 2 whenever
    dedupe_key      TEXT,                       -- one of each waits at most; by it one is cancelled
    payload         TEXT    NOT NULL,           -- sealed with the server's key: a job may carry a code
    due_at          BIGINT  NOT NULL,           -- when it may be taken next: as asked, after a failure, or when its lease ends
    ends_at         BIGINT,                     -- worth nothing from then on
    attempts        BIGINT  NOT NULL DEFAULT 0,
    again_at        BIGINT,                     -- asked for anew while it ran
    failed_at       BIGINT,                     -- given up; kept for `doctor`
    last_error      TEXT
);
-- One moment for each job, whether it waits or is held: what is next in a queue is the first entry of its range.
CREATE INDEX job_due ON job (kind, priority, due_at) WHERE failed_at IS NULL;
CREATE UNIQUE INDEX job_once ON job (kind, dedupe_key) WHERE dedupe_key IS NOT NULL AND failed_at IS NULL;
