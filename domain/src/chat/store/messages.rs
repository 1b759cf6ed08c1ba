//! Messages: pages, one, what was missed, edits, receipts, versions.

use platform::db::{Result, Tx, portions};

use super::super::live::Event;
use super::super::model::deed::Speak;
use super::super::model::{Counted, Message, Notice, Quote, Quoted, Receipt, Version, excerpt};
use super::permits::{Conversation, Reshapes, Seen};
use crate::access::{ConversationId, MessageId, Permit, PersonId, Timestamp};

/// The columns of a message with its author's name and what it answers, after others.
macro_rules! select_message {
    ($rest:literal) => {
        select_message!("", $rest)
    };
    ($others:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $others,
            "m.seq, m.number, m.id, m.author_id, a.name AS author_name, m.notice, m.body, m.sent_at, m.written_at, m.version, m.changed_seq,
                    m.edited_at, m.deleted_at, q.id AS quote_id, q.seq AS quote_seq, q.author_id AS quote_author, qa.name AS quote_name,
                    substr(q.body, 1, 161) AS quote_text, q.deleted_at AS quote_deleted, m.reply_to
             FROM message m
             JOIN person a ON a.id = m.author_id
             LEFT JOIN message q ON q.conversation_id = m.conversation_id AND q.id = m.reply_to
             LEFT JOIN person qa ON qa.id = q.author_id ",
            $rest
        )
    };
}

/// What everybody has to show of a message: who was there when it was said and is still, and whoever has any of it. What a device
/// stored, or somebody went past, after they came (back) is nothing they got of what was said before.
macro_rules! select_receipts {
    ($columns:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM (SELECT p.id AS person, p.name, p.sort_name, m.left_at, m.left_at IS NULL AND m.joined_seq <= $2 AS there,
                          min(CASE WHEN r.since <= $2 THEN r.at END) AS delivered_at,
                          min(CASE WHEN r.since <= $2 AND r.what = 'passed' THEN r.at END) AS passed_at,
                          min(CASE WHEN r.what IN ('passed', 'seen') AND r.from_seq <= $3 THEN r.at END) AS read_at
                   FROM membership m
                   JOIN person p ON p.id = m.person_id
                   LEFT JOIN receipt r ON r.conversation_id = m.conversation_id AND r.person_id = m.person_id AND r.up_to >= $3
                   WHERE m.conversation_id = $1 AND m.person_id <> $4
                   GROUP BY p.id, p.name, p.sort_name, m.left_at, m.joined_seq) AS got ",
            $rest
        )
    };
}

platform::statements! {
    BEFORE = select_message!("WHERE m.conversation_id = $1 AND m.seq < $2 AND m.seq >= $3 ORDER BY m.seq DESC LIMIT $4");
    AFTER = select_message!("WHERE m.conversation_id = $1 AND m.seq > $2 AND m.seq >= $3 ORDER BY m.seq LIMIT $4");
    ONE = select_message!("WHERE m.conversation_id = $1 AND m.id = $2 AND m.seq >= $3");
    // Also of what the asker may not see: it is told as a bare seq, for a hole would be asked for again and again.
    CHANGED_AFTER = select_message!(
        "e.seq AS change, ",
        "JOIN change e ON e.topic_id = m.conversation_id AND e.what = 'message' AND e.which = m.seq
         WHERE e.topic_id = $1 AND e.seq > $2 ORDER BY e.seq LIMIT $3"
    );
    AT = select_message!("WHERE m.conversation_id = $1 AND m.seq = $2");
    FIRST_UNREAD = "SELECT seq FROM message
                    WHERE conversation_id = $1 AND seq >= $2 AND number > $3 AND notice IS NULL AND author_id <> $4 AND deleted_at IS NULL
                    ORDER BY seq LIMIT 1";
    KEEP_VERSION = "INSERT INTO message_version (conversation_id, message_id, version, body, until)
                    SELECT conversation_id, id, version, body, $3 FROM message WHERE conversation_id = $1 AND id = $2";
    TAKE_SEQ = "UPDATE conversation SET last_seq = last_seq + 1 WHERE id = $1 RETURNING last_seq AS n";
    NOTE_CHANGE = "INSERT INTO change (topic_id, seq, what, which, at) VALUES ($1, $2, 'message', $3, $4)";
    // Who may speak there may change only what is theirs: so the author stands in these two.
    EDIT = "UPDATE message SET body = $3, version = version + 1, changed_seq = $4, edited_at = $5
            WHERE conversation_id = $1 AND id = $2 AND author_id = $6";
    DELETE = "UPDATE message SET body = '', version = version + 1, changed_seq = $3, deleted_at = $4
              WHERE conversation_id = $1 AND id = $2 AND author_id = $5";
    NOTICE = "INSERT INTO message (conversation_id, seq, number, id, author_id, notice, body, sent_at, written_at, changed_seq)
              VALUES ($1, $2, $3, $4, $5, $6, '', $7, $7, $2)";
    // Since it was deleted nothing stands there: what it last said is among the earlier ones.
    VERSIONS = "SELECT version, body, until FROM message_version WHERE conversation_id = $1 AND message_id = $2
                UNION ALL
                SELECT version, body, NULL FROM message WHERE conversation_id = $1 AND id = $2 AND deleted_at IS NULL
                ORDER BY version";
    RECEIPTS = select_receipts!(
        "person, name, delivered_at, passed_at, read_at, there, left_at",
        "WHERE there OR delivered_at IS NOT NULL OR read_at IS NOT NULL ORDER BY sort_name, person"
    );
    COUNTED = select_receipts!(
        "count(read_at) AS read, count(*) AS of, count(CASE WHEN read_at IS NOT NULL OR delivered_at IS NOT NULL THEN 1 END) AS delivered",
        "WHERE there OR read_at IS NOT NULL"
    );
    @rows {
        // Whether they still are in it the lane confirms, by the shape; here is asked from where on they see.
        QUOTED = (
            "WITH v(conversation_id, id, person_id) AS (VALUES",
            3,
            ") SELECT m.conversation_id, m.id, m.seq, m.author_id, p.name, substr(m.body, 1, 161) AS text, m.deleted_at FROM message m
             JOIN v ON v.conversation_id = m.conversation_id AND v.id = m.id
             JOIN membership s ON s.conversation_id = m.conversation_id AND s.person_id = v.person_id AND m.seq >= s.from_seq
             JOIN conversation c ON c.id = m.conversation_id AND m.seq > c.floor_seq
             JOIN person p ON p.id = m.author_id"
        );
    }
}

/// A message as its columns stand.
#[derive(sqlx::FromRow)]
pub(super) struct MessageRow {
    seq: i64,
    number: i64,
    id: MessageId,
    author_id: PersonId,
    author_name: String,
    notice: Option<String>,
    body: String,
    sent_at: Timestamp,
    written_at: Timestamp,
    version: i64,
    changed_seq: i64,
    edited_at: Option<Timestamp>,
    deleted_at: Option<Timestamp>,
    reply_to: Option<MessageId>,
    #[sqlx(flatten)]
    quoted: QuotedColumns,
}

/// What is quoted, if anything.
#[derive(sqlx::FromRow)]
pub(super) struct QuotedColumns {
    quote_id: Option<MessageId>,
    quote_seq: Option<i64>,
    quote_author: Option<PersonId>,
    quote_name: Option<String>,
    quote_text: Option<String>,
    quote_deleted: Option<Timestamp>,
}

impl QuotedColumns {
    /// As it is now.
    pub(super) fn quote(self) -> Option<Quote> {
        Some(Quote {
            id: self.quote_id?,
            seq: self.quote_seq?,
            author: self.quote_author?,
            author_name: self.quote_name?,
            text: excerpt(&self.quote_text?),
            deleted: self.quote_deleted.is_some(),
        })
    }
}

#[derive(sqlx::FromRow)]
struct QuotedRow {
    conversation_id: ConversationId,
    id: MessageId,
    seq: i64,
    author_id: PersonId,
    name: String,
    text: String,
    deleted_at: Option<Timestamp>,
}

/// A single number of an answer.
#[derive(sqlx::FromRow)]
pub(super) struct Number {
    pub(super) n: i64,
}

#[derive(sqlx::FromRow)]
struct ChangeRow {
    change: i64,
    #[sqlx(flatten)]
    message: MessageRow,
}

#[derive(sqlx::FromRow)]
struct SeqRow {
    seq: i64,
}

impl From<MessageRow> for Message {
    fn from(row: MessageRow) -> Self {
        Self {
            seq: row.seq,
            number: row.number,
            id: row.id,
            author: row.author_id,
            author_name: row.author_name,
            notice: row.notice.as_deref().map(read_notice),
            body: row.body,
            // What it answers may be kept no longer.
            quote: row.quoted.quote().map(Quoted::Shown).or(row.reply_to.map(|_| Quoted::Before)),
            sent_at: row.sent_at,
            written_at: row.written_at,
            version: row.version,
            changed_seq: row.changed_seq,
            edited_at: row.edited_at,
            deleted_at: row.deleted_at,
        }
    }
}

/// A notice as it lies in the table. One that cannot be read shows as [`Notice::Other`], and the log says so.
pub(super) fn read_notice(text: &str) -> Notice {
    serde_json::from_str(text).unwrap_or_else(|error| {
        tracing::warn!(%error, "a notice of another version");
        Notice::Other
    })
}

fn seen(row: MessageRow, permit: &Seen) -> Message {
    Message::from(row).seen_from(permit.from_seq())
}

/// Up to `limit` messages older than `seq`, oldest first.
pub async fn list_before(tx: &mut Tx, permit: &Seen, seq: i64, limit: i64) -> Result<Vec<Message>> {
    let rows = tx.query(BEFORE).bind(permit.conversation()).bind(seq).bind(permit.from_seq()).bind(limit).fetch_all::<MessageRow>().await?;
    Ok(rows.into_iter().rev().map(|row| seen(row, permit)).collect())
}

/// Up to `limit` messages newer than `seq`, oldest first.
pub async fn list_after(tx: &mut Tx, permit: &Seen, seq: i64, limit: i64) -> Result<Vec<Message>> {
    let rows = tx.query(AFTER).bind(permit.conversation()).bind(seq).bind(permit.from_seq()).bind(limit).fetch_all::<MessageRow>().await?;
    Ok(rows.into_iter().map(|row| seen(row, permit)).collect())
}

/// One message, if the asker may see it.
pub async fn find_message(tx: &mut Tx, permit: &Seen, id: MessageId) -> Result<Option<Message>> {
    let row = tx.query(ONE).bind(permit.conversation()).bind(id).bind(permit.from_seq()).fetch_optional::<MessageRow>().await?;
    Ok(row.map(|row| seen(row, permit)))
}

/// The changes after `seq` that are not new lines: each with the message as it is now, or hidden.
pub async fn list_changes(tx: &mut Tx, permit: &Seen, seq: i64, limit: i64) -> Result<Vec<Event>> {
    let rows = tx.query(CHANGED_AFTER).bind(permit.conversation()).bind(seq).bind(limit).fetch_all::<ChangeRow>().await?;
    let change = |row: ChangeRow| Event::Changed { seq: row.change, message: row.message.into() }.seen_from(permit.from_seq());
    Ok(rows.into_iter().map(change).collect())
}

/// The seq of the first message of somebody else past `read_number`.
pub async fn find_first_unread(tx: &mut Tx, permit: &Seen, read_number: i64) -> Result<Option<i64>> {
    let query = tx.query(FIRST_UNREAD).bind(permit.conversation()).bind(permit.from_seq()).bind(read_number).bind(permit.person());
    Ok(query.fetch_optional::<SeqRow>().await?.map(|row| row.seq))
}

/// Keeps the present text of a message as an earlier version of it, until `now`.
pub async fn insert_version(tx: &mut Tx, permit: &Permit<Conversation, Speak>, id: MessageId, now: Timestamp) -> Result<u64> {
    tx.query(KEEP_VERSION).bind(permit.conversation()).bind(id).bind(now).execute().await
}

/// Takes the next seq for a change of the message at `message_seq`.
pub async fn insert_change(tx: &mut Tx, permit: &Permit<Conversation, Speak>, message_seq: i64, now: Timestamp) -> Result<i64> {
    let seq = tx.query(TAKE_SEQ).bind(permit.conversation()).fetch_one::<Number>().await?.n;
    tx.query(NOTE_CHANGE).bind(permit.conversation()).bind(seq).bind(message_seq).bind(now).execute().await?;
    Ok(seq)
}

/// Gives an own message another text.
pub async fn update_body(
    tx: &mut Tx,
    permit: &Permit<Conversation, Speak>,
    id: MessageId,
    body: &str,
    seq: i64,
    now: Timestamp,
) -> Result<u64> {
    let query = tx.query(EDIT).bind(permit.conversation()).bind(id).bind(body.to_owned()).bind(seq).bind(now);
    query.bind(permit.person()).execute().await
}

/// Leaves a tombstone of an own message.
pub async fn update_deleted(tx: &mut Tx, permit: &Permit<Conversation, Speak>, id: MessageId, seq: i64, now: Timestamp) -> Result<u64> {
    tx.query(DELETE).bind(permit.conversation()).bind(id).bind(seq).bind(now).bind(permit.person()).execute().await
}

/// Writes a notice at `seq`.
pub async fn insert_notice<D: Reshapes>(
    tx: &mut Tx,
    permit: &Permit<Conversation, D>,
    (seq, number): (i64, i64),
    id: MessageId,
    notice: &Notice,
    now: Timestamp,
) -> Result<u64> {
    let text = serde_json::to_string(notice).map_err(|error| sqlx::Error::Encode(error.into()))?;
    let query = tx.query(NOTICE).bind(permit.conversation()).bind(seq).bind(number).bind(id).bind(permit.person());
    query.bind(text).bind(now).execute().await
}

/// What these authors answer, as far as they may see it.
pub async fn list_quoted(tx: &mut Tx, asked: &[(ConversationId, MessageId, PersonId)]) -> Result<Vec<(ConversationId, Quote)>> {
    let mut quoted: Vec<QuotedRow> = Vec::with_capacity(asked.len());
    for rows in portions(asked) {
        let query = tx.query_rows(QUOTED, rows.len());
        let query = rows.iter().fold(query, |query, (conversation, id, person)| query.bind(*conversation).bind(*id).bind(*person));
        quoted.append(&mut query.fetch_all().await?);
    }
    let quote = |row: QuotedRow| {
        let deleted = row.deleted_at.is_some();
        (
            row.conversation_id,
            Quote { id: row.id, seq: row.seq, author: row.author_id, author_name: row.name, text: excerpt(&row.text), deleted },
        )
    };
    Ok(quoted.into_iter().map(quote).collect())
}

/// Every text a message had.
pub async fn list_versions(tx: &mut Tx, conversation: ConversationId, id: MessageId) -> Result<Vec<Version>> {
    tx.query(VERSIONS).bind(conversation).bind(id).fetch_all().await
}

/// Who has a message, who went past it, and who has read it; whoever left since stays among them with what they had.
pub async fn list_receipts(tx: &mut Tx, conversation: ConversationId, message: &Message) -> Result<Vec<Receipt>> {
    let query = tx.query(RECEIPTS).bind(conversation).bind(message.seq).bind(message.changed_seq).bind(message.author);
    query.fetch_all().await
}

/// How many have a message, and how many have read it.
pub async fn count_receipts(tx: &mut Tx, conversation: ConversationId, message: &Message) -> Result<Counted> {
    let query = tx.query(COUNTED).bind(conversation).bind(message.seq).bind(message.changed_seq).bind(message.author);
    query.fetch_one().await
}

/// The line at `seq`, whoever may see it: for telling of a change just made.
pub async fn find_line<D>(tx: &mut Tx, permit: &Permit<Conversation, D>, seq: i64) -> Result<Message> {
    Ok(tx.query(AT).bind(permit.conversation()).bind(seq).fetch_one::<MessageRow>().await?.into())
}
