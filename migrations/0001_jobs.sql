-- Work to be done after a commit: mail, timers. Enqueued in the transaction that needs it, taken with a lease.
CREATE TABLE job (
    id          UUID    NOT NULL PRIMARY KEY,
    kind        TEXT    NOT NULL,
    payload     TEXT    NOT NULL,           -- sealed with the server's key: a job may carry a code
    run_at      BIGINT  NOT NULL,
    lease_until BIGINT  NOT NULL DEFAULT 0,
    attempts    BIGINT  NOT NULL DEFAULT 0,
    failed_at   BIGINT,                     -- given up; kept for `doctor`
    last_error  TEXT
);
CREATE INDEX job_due ON job (run_at) WHERE failed_at IS NULL;
