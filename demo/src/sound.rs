//! Whether the conversations of a database add up: what the tables promise, asked of all rows at once.

use platform::db::{Db, Result};

/// A promise, and a question that counts the rows that break it.
const PROMISES: &[(&str, &str)] = &[
    (
        "every change of a conversation has the next seq, without a gap and without a double",
        "SELECT COUNT(*) FROM conversation c
         LEFT JOIN (SELECT conversation_id, COUNT(*) AS many, COUNT(DISTINCT seq) AS different, MIN(seq) AS low, MAX(seq) AS high
                    FROM (SELECT conversation_id, seq FROM message UNION ALL SELECT topic_id, seq FROM change) AS changes
                    GROUP BY conversation_id) AS s ON s.conversation_id = c.id
         WHERE COALESCE(s.many, 0) <> c.last_seq OR (c.last_seq > 0 AND (s.different <> s.many OR s.low <> 1 OR s.high <> c.last_seq))",
    ),
    (
        "a line's number counts the messages up to it",
        "SELECT COUNT(*) FROM (
             SELECT number, SUM(CASE WHEN notice IS NULL THEN 1 ELSE 0 END) OVER (PARTITION BY conversation_id ORDER BY seq) AS counted FROM message
         ) AS n WHERE number <> counted",
    ),
    (
        "a conversation knows its last number and its last line",
        "SELECT COUNT(*) FROM conversation c
         JOIN (SELECT conversation_id, MAX(seq) AS line, MAX(number) AS number FROM message GROUP BY conversation_id) AS m ON m.conversation_id = c.id
         WHERE c.last_line <> m.line OR c.last_number <> m.number",
    ),
    (
        "times do not run backwards within a conversation",
        "SELECT COUNT(*) FROM (
             SELECT sent_at, LAG(sent_at) OVER (PARTITION BY conversation_id ORDER BY seq) AS before FROM message
         ) AS t WHERE before IS NOT NULL AND sent_at < before",
    ),
    (
        "a message knows the seq of its last change",
        "SELECT COUNT(*) FROM message m
         LEFT JOIN (SELECT topic_id, which, MAX(seq) AS seq FROM change WHERE what = 'message' GROUP BY topic_id, which) AS e
             ON e.topic_id = m.conversation_id AND e.which = m.seq
         WHERE m.changed_seq <> COALESCE(e.seq, m.seq)",
    ),
    (
        "every earlier text of a message is kept",
        "SELECT COUNT(*) FROM message m
         LEFT JOIN (SELECT conversation_id, message_id, COUNT(*) AS many FROM message_version GROUP BY conversation_id, message_id) AS v
             ON v.conversation_id = m.conversation_id AND v.message_id = m.id
         WHERE m.version <> COALESCE(v.many, 0) + 1",
    ),
    (
        "a deleted message has no text, any other has",
        "SELECT COUNT(*) FROM message WHERE notice IS NULL AND (deleted_at IS NOT NULL) <> (body = '')",
    ),
    (
        "a conversation knows how many are in it, and a direct one has two",
        "SELECT COUNT(*) FROM conversation c
         WHERE c.members <> (SELECT COUNT(*) FROM membership p WHERE p.conversation_id = c.id AND p.left_at IS NULL)
            OR (c.kind = 'direct' AND (c.members <> 2 OR c.pair IS NULL)) OR (c.kind = 'group' AND c.pair IS NOT NULL)",
    ),
    (
        "everybody in a large conversation knows that it is one, and from where the last of them sees",
        "SELECT COUNT(*) FROM membership p JOIN conversation c ON c.id = p.conversation_id
         WHERE p.left_at IS NULL AND (p.large <> c.large OR (c.large AND p.from_seq > c.latest_from))",
    ),
    (
        "nobody has read or stored what was not said",
        "SELECT COUNT(*) FROM membership p JOIN conversation c ON c.id = p.conversation_id
         WHERE p.read_number > c.last_number OR p.up_to > c.last_seq OR p.delivered_seq > c.last_seq",
    ),
    (
        "urgency says whether something is unread",
        "SELECT COUNT(*) FROM membership p JOIN conversation c ON c.id = p.conversation_id
         WHERE p.left_at IS NULL AND p.urgency <> CASE WHEN NOT p.muted AND (p.marked_unread OR p.read_number < c.last_number) THEN 1 ELSE 0 END",
    ),
    (
        "marks are where the last receipts are",
        "SELECT COUNT(*) FROM membership p
         LEFT JOIN (SELECT conversation_id, person_id, what, MAX(up_to) AS up_to FROM receipt GROUP BY conversation_id, person_id, what) AS r
             ON r.conversation_id = p.conversation_id AND r.person_id = p.person_id
         WHERE r.up_to > CASE WHEN r.what = 'passed' THEN p.up_to ELSE p.delivered_seq END",
    ),
    (
        "an answer quotes a message of its own conversation",
        "SELECT COUNT(*) FROM message m WHERE m.reply_to IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM message q WHERE q.conversation_id = m.conversation_id AND q.id = m.reply_to AND q.seq < m.seq)",
    ),
    (
        "whoever speaks is or was in the conversation",
        "SELECT COUNT(*) FROM message m
         WHERE NOT EXISTS (SELECT 1 FROM membership p WHERE p.conversation_id = m.conversation_id AND p.person_id = m.author_id)",
    ),
];

/// The promises that do not hold, with how many rows break each.
pub async fn broken_promises(db: &Db) -> Result<Vec<String>> {
    let mut broken = Vec::new();
    // All of one moment: a server may be writing meanwhile.
    let mut tx = db.snapshot().await?;
    for (promise, question) in PROMISES {
        let (rows,): (i64,) = tx.query(*question).fetch_one().await?;
        if rows > 0 {
            broken.push(format!("{promise}: {rows} do not"));
        }
    }
    tx.commit().await?;
    Ok(broken)
}
