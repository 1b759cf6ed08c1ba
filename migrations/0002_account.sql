-- Who there is, where they belong and how they come in: networks, organisations, people, affiliations, devices, sessions, codes.
CREATE TABLE network (
    id   UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL
);

CREATE TABLE organisation (
    id         UUID NOT NULL PRIMARY KEY,
    network_id UUID NOT NULL REFERENCES network (id),
    name       TEXT NOT NULL
);

-- Only people with an address here may come in.
CREATE TABLE mail_domain (
    domain          TEXT    NOT NULL PRIMARY KEY,   -- lower case, ASCII
    organisation_id UUID    NOT NULL REFERENCES organisation (id),
    subdomains      BOOLEAN NOT NULL
);

CREATE TABLE site (
    id              UUID NOT NULL PRIMARY KEY,
    organisation_id UUID NOT NULL REFERENCES organisation (id),
    name            TEXT NOT NULL
);

CREATE TABLE ward (
    id              UUID NOT NULL PRIMARY KEY,
    organisation_id UUID NOT NULL REFERENCES organisation (id),
    site_id         UUID NOT NULL REFERENCES site (id),
    name            TEXT NOT NULL
);

CREATE TABLE person (
    id              UUID   NOT NULL PRIMARY KEY,
    home_id         UUID   NOT NULL REFERENCES organisation (id), -- where their account is kept; what they may is said by `affiliation`
    email           TEXT   NOT NULL UNIQUE,         -- lower case; never shown to other people
    name            TEXT   NOT NULL,                -- '' until the profile is filled in
    sort_name       TEXT   NOT NULL,                -- folded by us: engines fold differently
    role            TEXT   NOT NULL,                -- what they do: "Staff nurse"
    grade           TEXT   NOT NULL,
    specialty       TEXT   NOT NULL,
    site_id         UUID   REFERENCES site (id),
    ward_id         UUID   REFERENCES ward (id),
    body            TEXT   NOT NULL DEFAULT 'none', -- registration body: gmc, nmc, hcpc, gphc, none
    registration    TEXT   NOT NULL DEFAULT '',
    verified_at     BIGINT,                         -- somebody checked the registration
    feed_seq        BIGINT NOT NULL DEFAULT 0,      -- gapless: the person's own feed (see chat)
    created_at      BIGINT NOT NULL,
    profiled_at     BIGINT,                         -- NULL: has not said who they are yet
    left_at         BIGINT                          -- belongs nowhere any more since then
);

-- Where people belong: to their home, and to whatever other organisation they work for. Whom they find and who finds them, and what they
-- may administer, goes by this. Changed under the lock of the organisation's row.
CREATE TABLE affiliation (
    organisation_id UUID    NOT NULL REFERENCES organisation (id),
    person_id       UUID    NOT NULL REFERENCES person (id),
    level           TEXT    NOT NULL,               -- person, organisation_admin, network_admin
    visible         BOOLEAN NOT NULL,               -- its people find them
    sort_name       TEXT,                           -- the person's; nothing until they have said who they are
    from_at         BIGINT  NOT NULL,               -- 0: at once
    until_at        BIGINT  NOT NULL,               -- 9223372036854775807: nobody has said when
    PRIMARY KEY (organisation_id, person_id)
);
CREATE INDEX affiliation_of ON affiliation (person_id, organisation_id);
-- Those who can be found, by name.
CREATE INDEX affiliation_by_name ON affiliation (organisation_id, sort_name, person_id) WHERE sort_name IS NOT NULL AND visible = TRUE;

-- What people choose for themselves, a row a choice: no device, and no older program, takes back what it does not know of.
CREATE TABLE setting (
    person_id  UUID   NOT NULL REFERENCES person (id),
    name       TEXT   NOT NULL,
    value      TEXT   NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, name)
);

-- Every word by which a person is found, folded: name, role, grade, specialty, ward, site. And, for narrowing, the
-- ward and the site themselves: "=w…" and "=s…" with their ids.
CREATE TABLE person_word (
    organisation_id UUID NOT NULL,
    word            TEXT NOT NULL,
    person_id       UUID NOT NULL REFERENCES person (id),
    PRIMARY KEY (organisation_id, word, person_id)
);
CREATE INDEX person_word_of ON person_word (person_id, organisation_id, word);

CREATE TABLE device (
    id           UUID    NOT NULL PRIMARY KEY,
    person_id    UUID    NOT NULL REFERENCES person (id),
    name         TEXT    NOT NULL,                  -- "Chrome on Windows"
    version      TEXT    NOT NULL,                  -- of the app, as last seen
    pin_hash     TEXT,                              -- NULL: PIN not set yet
    pin_tries    BIGINT  NOT NULL DEFAULT 0,
    pin_wait     BIGINT  NOT NULL DEFAULT 0,        -- no try is looked at before this moment
    locked       BOOLEAN NOT NULL DEFAULT TRUE,
    active_at    BIGINT  NOT NULL,                  -- last thing the person did; the idle lock counts from here
    seen_at      BIGINT  NOT NULL,
    created_at   BIGINT  NOT NULL,
    unlocked_at  BIGINT  NOT NULL DEFAULT 0,        -- last right PIN: one is asked for every 12 h at least
    revoked_at   BIGINT,
    queue_key    TEXT    NOT NULL                   -- sealed; encrypts the unsent queue on the device
);
CREATE INDEX device_of ON device (person_id);

CREATE TABLE session (
    id         TEXT   NOT NULL PRIMARY KEY,         -- SHA-256 of the cookie's token
    device_id  UUID   REFERENCES device (id),       -- NULL: not signed in yet
    data       TEXT   NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX session_of ON session (device_id);

-- One-time codes by e-mail. A row is written for unknown addresses too: same words, same time.
CREATE TABLE code (
    id         UUID    NOT NULL PRIMARY KEY,
    email      TEXT    NOT NULL,
    browser    UUID    NOT NULL,                    -- who asked: one number for all that a browser asks for
    network    TEXT    NOT NULL,                    -- and from where; a fingerprint, no address
    kind       TEXT    NOT NULL,                    -- enrol, sign_in, refused
    code_hash  TEXT    NOT NULL,
    tries      BIGINT  NOT NULL DEFAULT 0,
    sent_at    BIGINT  NOT NULL,
    expires_at BIGINT  NOT NULL,
    used_at    BIGINT,
    void_at    BIGINT
);
CREATE INDEX code_by_email ON code (email, sent_at);
