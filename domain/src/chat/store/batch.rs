//! Statements over many rows: what the lane writes at once for everybody who sent or read in the same moment.

use platform::db::{Result, Tx, portions};

use super::super::model::{Mark, Span, Spans};
use crate::access::{ConversationId, MessageId, PersonId, Timestamp};

platform::statements! {
    @rows {
        RESERVE = (
            "WITH v(id, n, at) AS (VALUES",
            3,
            ") UPDATE conversation SET last_seq = last_seq + v.n, last_number = last_number + v.n, last_line = last_seq + v.n,
                last_at = CASE WHEN v.at > last_at THEN v.at ELSE last_at END
             FROM v WHERE conversation.id = v.id
             RETURNING conversation.id, conversation.last_seq, conversation.last_number, conversation.shape, conversation.large"
        );
        INSERT = (
            "INSERT INTO message (conversation_id, seq, number, id, author_id, body, reply_to, sent_at, written_at, changed_seq) VALUES",
            10,
            ""
        );
        // The author of the last message has read everything; to everybody else it is new.
        // `coalesce`, because PostgreSQL without fresh statistics would walk through all of the inbox index, whose
        // condition is the plain `IS NULL`, instead of looking up the conversation's members.
        // A draft that the message began with goes; one that was written elsewhere meanwhile stays (`model::goes_with`).
        TOUCH = (
            "WITH v(conversation_id, author_id, number, at, since) AS (VALUES",
            5,
            ") UPDATE membership
             SET activity_at = CASE WHEN v.at > activity_at THEN v.at ELSE activity_at END, archived = FALSE,
                 urgency = CASE WHEN person_id = v.author_id OR muted THEN 0 ELSE 1 END,
                 read_number = CASE WHEN person_id = v.author_id THEN v.number ELSE read_number END,
                 marked_unread = CASE WHEN person_id = v.author_id THEN FALSE ELSE marked_unread END,
                 draft = CASE WHEN person_id = v.author_id AND draft <> '' AND EXISTS (
                     SELECT 1 FROM message m WHERE m.conversation_id = v.conversation_id AND m.seq >= v.since AND m.author_id = v.author_id
                     AND substr(m.body, 1, length(membership.draft)) = membership.draft) THEN '' ELSE draft END,
                 draft_answers = CASE WHEN person_id = v.author_id AND draft_answers IS NOT NULL AND EXISTS (
                     SELECT 1 FROM message m WHERE m.conversation_id = v.conversation_id AND m.seq >= v.since AND m.author_id = v.author_id
                     AND CASE WHEN membership.draft = '' THEN m.reply_to = membership.draft_answers
                              ELSE substr(m.body, 1, length(membership.draft)) = membership.draft END) THEN NULL ELSE draft_answers END
             FROM v WHERE membership.conversation_id = v.conversation_id AND coalesce(membership.left_at, 0) = 0"
        );
        // Somebody who also wrote, before the last author did, has read up to their own message; so has whoever wrote in a
        // large conversation, where nothing is written for the others.
        TOUCH_OWN = (
            "WITH v(conversation_id, person_id, number, since) AS (VALUES",
            4,
            ") UPDATE membership SET read_number = v.number, marked_unread = FALSE,
                 draft = CASE WHEN draft <> '' AND EXISTS (
                     SELECT 1 FROM message m WHERE m.conversation_id = v.conversation_id AND m.seq >= v.since AND m.author_id = v.person_id
                     AND substr(m.body, 1, length(membership.draft)) = membership.draft) THEN '' ELSE draft END,
                 draft_answers = CASE WHEN draft_answers IS NOT NULL AND EXISTS (
                     SELECT 1 FROM message m WHERE m.conversation_id = v.conversation_id AND m.seq >= v.since AND m.author_id = v.person_id
                     AND CASE WHEN membership.draft = '' THEN m.reply_to = membership.draft_answers
                              ELSE substr(m.body, 1, length(membership.draft)) = membership.draft END) THEN NULL ELSE draft_answers END
             FROM v WHERE membership.conversation_id = v.conversation_id AND membership.person_id = v.person_id AND membership.read_number < v.number"
        );
        KNOWN = (
            "WITH v(conversation_id, id) AS (VALUES",
            2,
            ") SELECT m.conversation_id, m.id, m.author_id, m.seq, m.number, m.sent_at FROM message m
             JOIN v ON v.conversation_id = m.conversation_id AND v.id = m.id"
        );
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
        // What was deleted before it was seen is nobody's to read: whoever has nothing else left has read to the end.
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
                     AND u.author_id <> v.person_id AND u.notice IS NULL AND u.deleted_at IS NULL) THEN c.last_number ELSE coalesce(
                     (SELECT CASE WHEN t.number > membership.read_number THEN t.number ELSE membership.read_number END FROM message t
                      WHERE t.conversation_id = v.conversation_id AND t.seq <= v.up_to ORDER BY t.seq DESC LIMIT 1), read_number) END,
                 marked_unread = CASE WHEN v.up_to > 0 THEN FALSE ELSE marked_unread END,
                 urgency = CASE WHEN v.up_to = 0 THEN urgency WHEN v.up_to >= c.last_line OR NOT EXISTS (
                     SELECT 1 FROM message u WHERE u.conversation_id = v.conversation_id AND u.seq > v.up_to AND u.seq > c.floor_seq
                     AND u.author_id <> v.person_id AND u.notice IS NULL AND u.deleted_at IS NULL) THEN 0 ELSE urgency END
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

/// Where a conversation stands after a batch took its seqs.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Reserved {
    /// Which.
    pub id: ConversationId,
    /// The last seq taken.
    pub last_seq: i64,
    /// The last number taken.
    pub last_number: i64,
    /// The shape the members are checked against.
    pub shape: i64,
    /// Whether nothing is written there for each member.
    pub large: bool,
}

/// A message of the batch, in the order of its columns.
pub struct NewMessage<'a> {
    /// Where.
    pub conversation: ConversationId,
    /// Its seq.
    pub seq: i64,
    /// Its number.
    pub number: i64,
    /// Its id.
    pub id: MessageId,
    /// Who said it.
    pub author: PersonId,
    /// What.
    pub body: &'a str,
    /// In answer to what.
    pub reply_to: Option<MessageId>,
    /// When.
    pub sent_at: Timestamp,
    /// When it was written.
    pub written_at: Timestamp,
}

/// A message that was stored before.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Known {
    /// Where.
    pub conversation_id: ConversationId,
    /// Its id.
    pub id: MessageId,
    /// Who said it.
    pub author_id: PersonId,
    /// Its seq.
    pub seq: i64,
    /// Its number.
    pub number: i64,
    /// When.
    pub sent_at: Timestamp,
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

/// Takes `n` seqs and numbers of each conversation.
pub async fn reserve(tx: &mut Tx, wanted: &[(ConversationId, i64)], now: Timestamp) -> Result<Vec<Reserved>> {
    let mut reserved = Vec::with_capacity(wanted.len());
    for rows in portions(wanted) {
        let query = tx.query_rows(RESERVE, rows.len());
        reserved.append(&mut rows.iter().fold(query, |query, (id, n)| query.bind(*id).bind(*n).bind(now)).fetch_all().await?);
    }
    Ok(reserved)
}

/// Writes the messages of a batch.
pub async fn insert_messages(tx: &mut Tx, messages: &[NewMessage<'_>]) -> Result<()> {
    for rows in portions(messages) {
        let query = tx.query_rows(INSERT, rows.len());
        let query = rows.iter().fold(query, |query, m| {
            let query = query.bind(m.conversation).bind(m.seq).bind(m.number).bind(m.id).bind(m.author);
            query.bind(m.body.to_owned()).bind(m.reply_to).bind(m.sent_at).bind(m.written_at).bind(m.seq)
        });
        query.execute().await?;
    }
    Ok(())
}

/// Who spoke in a batch.
#[derive(Clone, Copy, Debug)]
pub struct Spoke {
    /// Where.
    pub conversation: ConversationId,
    /// Who.
    pub author: PersonId,
    /// The number of their last message.
    pub number: i64,
    /// The first seq of the batch there.
    pub since: i64,
}

/// Moves each conversation up in its members' inboxes; of each, who spoke last.
pub async fn touch(tx: &mut Tx, last: &[Spoke], now: Timestamp) -> Result<()> {
    for rows in portions(last) {
        let query = tx.query_rows(TOUCH, rows.len());
        rows.iter()
            .fold(query, |query, s| query.bind(s.conversation).bind(s.author).bind(s.number).bind(now).bind(s.since))
            .execute()
            .await?;
    }
    Ok(())
}

/// Marks what those have read who spoke earlier in the batch, or in a large conversation.
pub async fn touch_own(tx: &mut Tx, spoke: &[Spoke]) -> Result<()> {
    for rows in portions(spoke) {
        let query = tx.query_rows(TOUCH_OWN, rows.len());
        rows.iter().fold(query, |query, s| query.bind(s.conversation).bind(s.author).bind(s.number).bind(s.since)).execute().await?;
    }
    Ok(())
}

/// Which of these were stored before.
pub async fn list_known(tx: &mut Tx, ids: &[(ConversationId, MessageId)]) -> Result<Vec<Known>> {
    let mut known = Vec::new();
    for rows in portions(ids) {
        let query = tx.query_rows(KNOWN, rows.len());
        known.append(&mut rows.iter().fold(query, |query, (conversation, id)| query.bind(*conversation).bind(*id)).fetch_all().await?);
    }
    Ok(known)
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
