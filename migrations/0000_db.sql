-- Which programs may use these tables. A program's number is the newest migration that it knows; it starts on newer tables
-- too, if its number is at least this one. A migration that the programs before it cannot live with raises it to its own.
CREATE TABLE program (oldest BIGINT NOT NULL);
INSERT INTO program (oldest) VALUES (0);
