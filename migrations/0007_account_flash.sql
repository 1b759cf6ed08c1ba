-- Plain forms on their way back to the page that shows what is wrong with them: whichever server draws it takes them from here.
CREATE TABLE flash (
    id        UUID    NOT NULL PRIMARY KEY,
    browser   TEXT    NOT NULL,                     -- SHA-256 of the device; of a stranger, of a cookie's token
    nth       BIGINT  NOT NULL,                     -- the order in which they were posted in a browser
    device_id UUID    REFERENCES device (id),       -- NULL: of a stranger
    over_lock BOOLEAN NOT NULL,                     -- posted from behind the lock
    said      TEXT    NOT NULL,                     -- sealed with the server's key: what was typed
    until_at  BIGINT  NOT NULL
);
CREATE INDEX flash_of ON flash (browser, nth);
CREATE INDEX flash_until ON flash (until_at);
