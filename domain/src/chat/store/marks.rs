//! Marks, over many rows: what the lane writes at once for everybody who read in the same moment. No permit is asked for: each
//! statement moves the marks of those alone who are in the conversation while it runs.

use platform::db::{Result, Tx, portions};

use super::super::model::{Mark, Span, Spans};
use crate::access::{ConversationId, PersonId, Timestamp};

platform::statements! {
    @rows {
        MARKED = (
            "WITH v(conversation_id, person_id) AS (VALUES",
            2,
            ") SELECT m.conversation_id, m.person_id, m.joined_seq, m.delivered_seq, m.up_to, m.seen, c.last_seq,
                      CASE WHEN m.from_seq > c.floor_seq THEN m.from_seq ELSE c.floor_seq + 1 END AS from_seq,
                      m.marked_unread OR m.read_number < c.last_number AS unread
             FROM v
             JOIN membership m ON m.conversation_id = v.conversation_id AND m.person_id = v.person_id
             JOIN conversation c ON c.id = m.conversation_id
             WHERE coalesce(m.left_at, 0) = 0"
        );
        // What was deleted before it was seen is nobody's to read: whoever has nothing else left has read to the end. A late
        // mark says less than what one has read by now, by answering: nothing above it is unread for that.
        // Marks only grow. What was seen is put together by us, so it is written only where it still is what we put it
        // together from: two nodes that add to it at the same moment lose nothing, and the later one looks again.
        MARK = (
            "WITH v(conversation_id, person_id, delivered, up_to, was, seen) AS (VALUES",
            6,
            ") UPDATE membership
             SET delivered_seq = CASE WHEN v.delivered > delivered_seq THEN v.delivered ELSE delivered_seq END,
                 up_to = CASE WHEN v.up_to > membership.up_to THEN v.up_to ELSE membership.up_to END,
                 seen = v.seen,
                 read_number = CASE WHEN v.up_to = 0 THEN read_number WHEN NOT EXISTS (
                     SELECT 1 FROM message u WHERE u.conversation_id = v.conversation_id AND u.seq > v.up_to AND u.seq > c.floor_seq
                     AND u.number > membership.read_number AND u.author_id <> v.person_id AND u.notice IS NULL AND u.deleted_at IS NULL) THEN c.last_number ELSE coalesce(
                     (SELECT CASE WHEN t.number > membership.read_number THEN t.number ELSE membership.read_number END FROM message t
                      WHERE t.conversation_id = v.conversation_id AND t.seq <= v.up_to ORDER BY t.seq DESC LIMIT 1), read_number) END,
                 marked_unread = CASE WHEN v.up_to > 0 THEN FALSE ELSE marked_unread END,
                 urgency = CASE WHEN v.up_to = 0 THEN urgency WHEN v.up_to >= c.last_line OR NOT EXISTS (
                     SELECT 1 FROM message u WHERE u.conversation_id = v.conversation_id AND u.seq > v.up_to AND u.seq > c.floor_seq
                     AND u.number > membership.read_number AND u.author_id <> v.person_id AND u.notice IS NULL AND u.deleted_at IS NULL) THEN 0 ELSE urgency END
             FROM v JOIN conversation c ON c.id = v.conversation_id
             WHERE membership.conversation_id = v.conversation_id AND membership.person_id = v.person_id AND coalesce(membership.left_at, 0) = 0
               AND membership.seen = v.was
             RETURNING membership.conversation_id, membership.person_id, membership.delivered_seq, membership.up_to, membership.seen,
                       membership.read_number"
        );
        RECEIPT = (
            "INSERT INTO receipt (conversation_id, person_id, what, up_to, from_seq, since, at) VALUES",
            7,
            " ON CONFLICT (conversation_id, person_id, what, up_to, from_seq) DO NOTHING"
        );
    }
}

/// A mark as it stands before it moves.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Marked {
    /// Where.
    pub conversation_id: ConversationId,
    /// Whose.
    pub person_id: PersonId,
    /// They came with this change.
    pub joined_seq: i64,
    /// They see the timeline from here on.
    pub from_seq: i64,
    /// Stored up to here.
    pub delivered_seq: i64,
    /// They went up to here.
    pub up_to: i64,
    /// What was on their screen, as it lies in the table.
    pub seen: String,
    /// The conversation goes up to here.
    pub last_seq: i64,
    /// Whether something in it is new to them, or marked so by hand.
    pub unread: bool,
}

/// A step of a mark: from what was seen before to what is seen then.
#[derive(Clone, Debug)]
pub struct Step {
    /// Where.
    pub conversation: ConversationId,
    /// Whose.
    pub person: PersonId,
    /// Stored up to here (0: nothing new).
    pub delivered: i64,
    /// They went up to here (0: no further).
    pub up_to: i64,
    /// What was on their screen before, as it lies in the table.
    pub was: String,
    /// And what was by now.
    pub seen: Spans,
}

/// A mark that moved.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Moved {
    /// Where.
    pub conversation_id: ConversationId,
    /// Whose.
    pub person_id: PersonId,
    /// Stored up to here.
    pub delivered_seq: i64,
    /// They went up to here.
    pub up_to: i64,
    /// What was on their screen.
    pub seen: Spans,
    /// Read up to this number.
    pub read_number: i64,
}

impl From<Moved> for Mark {
    fn from(moved: Moved) -> Self {
        Self {
            person: moved.person_id,
            delivered_seq: moved.delivered_seq,
            read_number: moved.read_number,
            up_to: moved.up_to,
            seen: moved.seen,
        }
    }
}

/// A mark to set: up to where stored, up to where they went (0: not), and what was on their screen.
#[derive(Clone, Debug)]
pub struct NewMark {
    /// Where.
    pub conversation: ConversationId,
    /// Whose.
    pub person: PersonId,
    /// Stored up to here.
    pub delivered: i64,
    /// They went up to here.
    pub up_to: i64,
    /// What was on their screen.
    pub seen: Spans,
}

/// What a receipt says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum What {
    /// A device stored everything up to there.
    Delivered,
    /// They went on to there, and its stretch was on their screen.
    Passed,
    /// Its stretch was on their screen.
    Seen,
}

/// A receipt, in the order of its columns.
#[derive(Clone, Copy, Debug)]
pub struct NewReceipt {
    /// Where.
    pub conversation: ConversationId,
    /// Whose.
    pub person: PersonId,
    /// What it says.
    pub what: What,
    /// Of which seqs; for what was delivered only the end counts.
    pub span: Span,
    /// They came with this change.
    pub since: i64,
}

/// What a mark decides by must be read when its row is had: one that waits inside [`MARK`] for somebody's message would note, of the
/// conversation as it was before it, that nothing is unread. SQLite writes one at a time, and knows no such clause.
const HOLD: (&str, usize, &str) = (
    "WITH v(conversation_id, person_id) AS (VALUES",
    2,
    ") SELECT m.person_id FROM v JOIN membership m ON m.conversation_id = v.conversation_id AND m.person_id = v.person_id
     ORDER BY m.conversation_id, m.person_id FOR NO KEY UPDATE OF m",
);

/// Holds the rows that these marks are in until the transaction ends, where writes run side by side.
pub async fn hold_marks(tx: &mut Tx, marks: &[NewMark]) -> Result<()> {
    for rows in portions(marks) {
        let query = tx.query_rows(HOLD, rows.len());
        rows.iter().fold(query, |query, m| query.bind(m.conversation).bind(m.person)).fetch_all::<(PersonId,)>().await?;
    }
    Ok(())
}

/// The marks of these as they stand, of those who are in the conversation.
pub async fn list_marked(tx: &mut Tx, marks: &[NewMark]) -> Result<Vec<Marked>> {
    let mut marked = Vec::with_capacity(marks.len());
    for rows in portions(marks) {
        let query = tx.query_rows(MARKED, rows.len());
        marked.append(&mut rows.iter().fold(query, |query, m| query.bind(m.conversation).bind(m.person)).fetch_all().await?);
    }
    Ok(marked)
}

/// Takes these steps; returns the marks that moved. One that did not was moved by somebody else since it was read.
pub async fn update_marks(tx: &mut Tx, steps: &[Step]) -> Result<Vec<Moved>> {
    let mut moved = Vec::with_capacity(steps.len());
    for rows in portions(steps) {
        let query = tx.query_rows(MARK, rows.len());
        let query = rows.iter().fold(query, |query, step| {
            let query = query.bind(step.conversation).bind(step.person).bind(step.delivered).bind(step.up_to);
            query.bind(step.was.clone()).bind(step.seen.to_string())
        });
        moved.append(&mut query.fetch_all().await?);
    }
    Ok(moved)
}

/// Notes when marks moved; a receipt that stands already stays as it is.
pub async fn insert_receipts(tx: &mut Tx, receipts: &[NewReceipt], now: Timestamp) -> Result<()> {
    for rows in portions(receipts) {
        let query = tx.query_rows(RECEIPT, rows.len());
        let query = rows.iter().fold(query, |query, r| {
            query.bind(r.conversation).bind(r.person).bind(r.what).bind(r.span.1).bind(r.span.0).bind(r.since).bind(now)
        });
        query.execute().await?;
    }
    Ok(())
}
