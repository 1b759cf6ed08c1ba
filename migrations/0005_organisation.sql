-- What organisations decide for all their people: how long until the lock, what is switched off. A row for each change, inserted and
-- never touched again: the newest of a name holds, and the others are its history. What an older program does not know stays as it was.
CREATE TABLE organisation_setting (
    organisation_id UUID   NOT NULL REFERENCES organisation (id),
    name            TEXT   NOT NULL,
    version         BIGINT NOT NULL,                -- 1, 2, 3: gapless for each name; what somebody was shown is named by it
    value           TEXT   NOT NULL,
    changed_at      BIGINT NOT NULL,
    changed_by      UUID   REFERENCES person (id),  -- NULL: Pando itself
    PRIMARY KEY (organisation_id, name, version)
);
