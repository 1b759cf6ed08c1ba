-- Conversations. Every change of one takes the next `seq` of it, gapless; a message also takes a `number`.
CREATE TABLE conversation (
    id              UUID   NOT NULL PRIMARY KEY,
    organisation_id UUID   NOT NULL REFERENCES organisation (id),
    kind            TEXT   NOT NULL,                -- direct, group
    title           TEXT   NOT NULL,                -- '' for a direct one: each sees the other's name
    history         TEXT   NOT NULL,                -- what joiners see: none, joining, all
    pair            TEXT   UNIQUE,                  -- direct: both ids in order, so that there is one; group: its
                                                    -- founder and what they called this one deed
    members         BIGINT NOT NULL,
    large           BOOLEAN NOT NULL DEFAULT FALSE, -- it once had more than 256: nothing is written for each of them any more
    shape           BIGINT NOT NULL DEFAULT 1,      -- grows with every change of who is in it: what is cached of that
                                                    -- is checked against it in the transaction that relies on it
    latest_from     BIGINT NOT NULL DEFAULT 1,      -- of a large one, the highest `from_seq` that anybody in it ever had: what is shown
                                                    -- from there on everybody sees
    last_seq        BIGINT NOT NULL DEFAULT 0,
    floor_seq       BIGINT NOT NULL DEFAULT 0,      -- what was said up to here is kept no longer: nobody sees it from the moment that
                                                    -- this rises, and it is removed in steps
    last_number     BIGINT NOT NULL DEFAULT 0,
    last_line       BIGINT NOT NULL DEFAULT 0,      -- seq of the last row in the timeline
    last_at         BIGINT NOT NULL,
    created_by      UUID   NOT NULL REFERENCES person (id),
    created_at      BIGINT NOT NULL
);

-- Who is in it, and all that is theirs alone. `read_number` counts unread, `up_to` says how far they went; only what is in `seen` was read.
CREATE TABLE membership (
    conversation_id UUID    NOT NULL REFERENCES conversation (id),
    person_id       UUID    NOT NULL REFERENCES person (id),
    role            TEXT    NOT NULL,               -- member, admin, owner
    joined_at       BIGINT  NOT NULL,
    joined_seq      BIGINT  NOT NULL DEFAULT 1,     -- the change that brought them in: what came before was not said to them
    from_seq        BIGINT  NOT NULL DEFAULT 1,     -- sees the timeline from here on
    left_at         BIGINT,
    read_number     BIGINT  NOT NULL DEFAULT 0,
    up_to           BIGINT  NOT NULL DEFAULT 0,     -- seq of the last line that was on their screen
    seen            TEXT    NOT NULL DEFAULT '',    -- seqs that were on their screen, like '1-24,30,41-52'
    delivered_seq   BIGINT  NOT NULL DEFAULT 0,
    marked_unread   BOOLEAN NOT NULL DEFAULT FALSE,
    urgency         BIGINT  NOT NULL DEFAULT 0,     -- 1 unread, 0 rest; later: unacknowledged, emergency
    pinned          BOOLEAN NOT NULL DEFAULT FALSE,
    muted           BOOLEAN NOT NULL DEFAULT FALSE,
    archived        BOOLEAN NOT NULL DEFAULT FALSE,
    archived_line   BIGINT  NOT NULL DEFAULT 0,     -- `last_line` when it was put away: in a large one, a later line brings it back
    large           BOOLEAN NOT NULL DEFAULT FALSE, -- its conversation is: urgency, activity and what is read are its conversation's
    draft           TEXT    NOT NULL DEFAULT '',
    draft_answers   UUID,                           -- the message that the draft answers
    draft_feed      BIGINT  NOT NULL DEFAULT 0,     -- own-seq of its last save: a device that has not heard of it overwrites nothing
    own_seq         BIGINT  NOT NULL DEFAULT 0,     -- `feed_seq` of the person at the last change of what is theirs alone, or of being in it
    activity_at     BIGINT  NOT NULL,
    PRIMARY KEY (conversation_id, person_id)
);
-- The inbox is one scan of this index, whatever the history, and a look at each large conversation that somebody is in.
CREATE INDEX membership_inbox ON membership (person_id, archived, pinned, urgency, activity_at, conversation_id)
    WHERE left_at IS NULL AND large = FALSE;
CREATE INDEX membership_large ON membership (person_id, conversation_id) WHERE left_at IS NULL AND large;

-- What a device missed of a person's own rows is those above what it has.
CREATE INDEX membership_own ON membership (person_id, own_seq);

CREATE TABLE message (
    conversation_id UUID   NOT NULL REFERENCES conversation (id),
    seq             BIGINT NOT NULL,
    number          BIGINT NOT NULL,                -- of the last message up to here; a notice takes none
    id              UUID   NOT NULL,                -- made by the sender's device: twice the same is one message
    author_id       UUID   NOT NULL REFERENCES person (id),
    notice          TEXT,                           -- NULL for a message; else what happened, as JSON
    body            TEXT   NOT NULL,
    reply_to        UUID,
    sent_at         BIGINT NOT NULL,                -- when the server took it
    written_at      BIGINT NOT NULL,                -- when it was written, by the server's clock
    version         BIGINT NOT NULL DEFAULT 1,
    changed_seq     BIGINT NOT NULL,                -- seq of the last change: receipts before it are of an older text
    edited_at       BIGINT,
    deleted_at      BIGINT,
    PRIMARY KEY (conversation_id, seq)
);
CREATE UNIQUE INDEX message_by_id ON message (conversation_id, id);

-- What answers a message that is removed.
CREATE INDEX message_answers ON message (conversation_id, reply_to) WHERE reply_to IS NOT NULL;

-- Earlier texts of edited and deleted messages.
CREATE TABLE message_version (
    conversation_id UUID   NOT NULL,
    message_id      UUID   NOT NULL,
    version         BIGINT NOT NULL,
    body            TEXT   NOT NULL,
    until           BIGINT NOT NULL,                -- when the next text took its place
    PRIMARY KEY (conversation_id, message_id, version)
);

-- A change of a topic that is no row of its own: what is to be fetched again, as it is now. A topic is what people watch; its `seq` and
-- `floor_seq` stand in its own row.
CREATE TABLE change (
    topic_id UUID   NOT NULL,                       -- a conversation
    seq      BIGINT NOT NULL,
    what     TEXT   NOT NULL,                       -- message
    which    BIGINT NOT NULL,                       -- the message's seq
    at       BIGINT NOT NULL,
    PRIMARY KEY (topic_id, seq)
);

-- When what happened to somebody's marks. 'delivered': a device of theirs stored everything up to `up_to`. 'seen': what
-- lies from `from_seq` to `up_to` was on their screen. 'passed': they went on to `up_to`, and that stretch before it (it
-- may be empty) was on their screen. The first row that says it of a message's `changed_seq` gives the time.
CREATE TABLE receipt (
    conversation_id UUID   NOT NULL REFERENCES conversation (id),
    person_id       UUID   NOT NULL REFERENCES person (id),
    what            TEXT   NOT NULL,
    up_to           BIGINT NOT NULL,
    from_seq        BIGINT NOT NULL,                -- past `up_to`: nothing new was on screen
    since           BIGINT NOT NULL DEFAULT 1,      -- their `joined_seq` then: what came before it was not delivered to them by this
    at              BIGINT NOT NULL,
    PRIMARY KEY (conversation_id, person_id, what, up_to, from_seq)
);
