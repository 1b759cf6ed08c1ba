//! The inbox: one scan of one index, whatever the history; and what is a person's own in a conversation.

use platform::db::{Result, Tx};

use super::super::model::deed::Keep;
use super::super::model::{Filter, Kind, Line, MOST_UNREAD, Place, Row, excerpt};
use super::messages::{Number, QuotedColumns, read_notice};
use super::permits::{Held, Inbox, Membership};
use crate::access::{ConversationId, MessageId, Permit, PersonId, Timestamp};

/// What of the last messages of others in a conversation (`c`) somebody (`m`) has not read.
macro_rules! from_unread {
    () => {
        // Of the last 200 lines, whatever the history: a look costs no more for whoever was away for a year. Counted are 100 at most.
        "FROM (SELECT u.number, u.author_id, u.notice, u.deleted_at FROM message u
               WHERE u.conversation_id = m.conversation_id AND u.seq > c.floor_seq ORDER BY u.seq DESC LIMIT 200) AS u
         WHERE u.number > m.read_number AND u.author_id <> m.person_id AND u.notice IS NULL AND u.deleted_at IS NULL"
    };
}

/// Whether there is any of that: for a large conversation, in which nobody notes it for each.
macro_rules! has_unread {
    () => {
        concat!("(m.read_number < c.last_number AND EXISTS (SELECT 1 ", from_unread!(), "))")
    };
}

/// What is noted for each member, or in a large conversation read from the conversation.
macro_rules! urgency {
    () => {
        concat!("CASE WHEN NOT c.large THEN m.urgency WHEN NOT m.muted AND (m.marked_unread OR ", has_unread!(), ") THEN 1 ELSE 0 END")
    };
}
macro_rules! activity {
    () => {
        "CASE WHEN c.large THEN c.last_at ELSE m.activity_at END"
    };
}
macro_rules! archived {
    () => {
        "(m.archived AND (NOT c.large OR m.archived_line >= c.last_line))"
    };
}

/// The columns of a row with its last line and, in a direct conversation, the other's name. As a join, the other's
/// membership would be looked for among all the members of every group.
macro_rules! select_row {
    ($rest:literal) => {
        select_row!("FROM membership m", $rest)
    };
    ($from:expr, $rest:literal) => {
        // `SELECT ` stands by itself: the test that prepares every literal would take such a piece for a whole statement.
        // 161 letters are one more than an excerpt: what stands right behind its end decides whether a character ends there (`cut`).
        concat!(
            "SELECT ",
            "m.conversation_id, c.kind, c.title, c.members, c.large, c.last_seq, c.last_number, m.read_number, m.marked_unread, m.pinned,
                    m.muted, ",
            archived!(),
            " AS archived, m.draft, ",
            activity!(),
            " AS activity_at, me.feed_seq,
                    q.id AS quote_id, q.seq AS quote_seq, q.author_id AS quote_author, qa.name AS quote_name,
                    substr(q.body, 1, 161) AS quote_text, q.deleted_at AS quote_deleted,
                    CASE WHEN m.read_number >= c.last_number THEN 0 ELSE (SELECT count(*) ",
            from_unread!(),
            ") END AS unread, op.id AS with_id, op.name AS with_name,
                    l.seq AS line_seq, l.author_id AS line_author, la.name AS line_name, substr(l.body, 1, 161) AS line_text,
                    l.notice AS line_notice, l.deleted_at AS line_deleted ",
            $from,
            " JOIN conversation c ON c.id = m.conversation_id
             JOIN person me ON me.id = m.person_id
             LEFT JOIN message l ON l.conversation_id = m.conversation_id AND l.seq = c.last_line AND l.seq >= m.from_seq AND l.seq > c.floor_seq
             LEFT JOIN person la ON la.id = l.author_id
             LEFT JOIN message q ON q.conversation_id = m.conversation_id AND q.id = m.draft_answers AND q.seq >= m.from_seq AND q.seq > c.floor_seq
             LEFT JOIN person qa ON qa.id = q.author_id
             LEFT JOIN person op ON op.id = CASE WHEN c.kind = 'direct' THEN
                 (SELECT o.person_id FROM membership o WHERE o.conversation_id = m.conversation_id AND o.person_id <> m.person_id) END ",
            $rest
        )
    };
}

platform::statements! {
    // What is noted for each member is one walk down the inbox's index; of the large ones, few, each is looked at.
    ROWS = select_row!(
        concat!(
            "FROM (SELECT s.conversation_id, s.pinned, s.urgency, s.activity_at FROM (
                       SELECT m.conversation_id, m.pinned, m.urgency, m.activity_at
                       FROM membership m JOIN conversation c ON c.id = m.conversation_id
                       WHERE m.person_id = $1 AND m.left_at IS NULL AND m.large = FALSE AND m.archived = $2
                         AND (m.pinned, m.urgency, m.activity_at, m.conversation_id) < ($3, $4, $5, $6)
                         AND (CAST($7 AS BIGINT) = 0 OR c.kind = 'group')
                         AND (CAST($8 AS BIGINT) = 0 OR m.marked_unread OR m.read_number < c.last_number)
                       ORDER BY m.pinned DESC, m.urgency DESC, m.activity_at DESC, m.conversation_id DESC
                       LIMIT $9) AS s
                   UNION ALL
                   SELECT w.conversation_id, w.pinned, w.urgency, w.activity_at FROM (
                       SELECT m.conversation_id, m.pinned, c.kind, ",
            activity!(),
            " AS activity_at, ",
            archived!(),
            " AS archived, ",
            urgency!(),
            " AS urgency, m.marked_unread OR ",
            has_unread!(),
            " AS unread
                       FROM membership m JOIN conversation c ON c.id = m.conversation_id
                       WHERE m.person_id = $1 AND m.left_at IS NULL AND m.large = TRUE) AS w
                   WHERE w.archived = $2 AND (w.pinned, w.urgency, w.activity_at, w.conversation_id) < ($3, $4, $5, $6)
                     AND (CAST($7 AS BIGINT) = 0 OR w.kind = 'group') AND (CAST($8 AS BIGINT) = 0 OR w.unread)) AS k
             JOIN membership m ON m.conversation_id = k.conversation_id AND m.person_id = $1"
        ),
        "ORDER BY k.pinned DESC, k.urgency DESC, k.activity_at DESC, k.conversation_id DESC LIMIT $9"
    );
    ROW = select_row!("WHERE m.person_id = $1 AND m.conversation_id = $2 AND m.left_at IS NULL");
    NAMES = concat!(
        "SELECT ",
        "m.conversation_id AS conversation, ",
        activity!(),
        " AS activity_at, ",
        urgency!(),
        " AS urgency,
                CASE WHEN c.kind = 'direct' THEN
                    coalesce((SELECT p.name FROM membership o JOIN person p ON p.id = o.person_id
                              WHERE o.conversation_id = m.conversation_id AND o.person_id <> m.person_id), '')
                ELSE c.title END AS name
         FROM membership m JOIN conversation c ON c.id = m.conversation_id
         WHERE m.person_id = $1 AND m.left_at IS NULL"
    );
    // Both values of `pinned` are named, so that the walk down the index begins at what is urgent: it goes by columns in their order.
    UNREAD = concat!(
        "SELECT ",
        "count(*) AS n FROM (
             SELECT s.conversation_id FROM (
                 SELECT conversation_id FROM membership
                 WHERE person_id = $1 AND left_at IS NULL AND large = FALSE AND archived = FALSE AND pinned IN (FALSE, TRUE) AND urgency > 0
                 LIMIT $2) AS s
             UNION ALL
             SELECT m.conversation_id FROM membership m JOIN conversation c ON c.id = m.conversation_id
             WHERE m.person_id = $1 AND m.left_at IS NULL AND m.large = TRUE AND NOT ",
        archived!(),
        " AND ",
        urgency!(),
        " > 0) AS counted"
    );
    FEED = "SELECT feed_seq AS n FROM person WHERE id = $1";
    NEXT_FEED = "UPDATE person SET feed_seq = feed_seq + 1 WHERE id = $1 RETURNING feed_seq AS n";
    OWN_SEQ = "UPDATE membership SET own_seq = $3 WHERE conversation_id = $1 AND person_id = $2";
    // Those one has left too: that they are gone is what was missed.
    OWN_AFTER = "SELECT conversation_id FROM membership WHERE person_id = $1 AND own_seq > $2 ORDER BY own_seq LIMIT $3";
    TIPS = concat!(
        "SELECT ",
        "m.conversation_id, c.last_seq, c.large, m.marked_unread, m.pinned, ",
        archived!(),
        " AS archived,
                CASE WHEN c.large AND NOT ",
        has_unread!(),
        " THEN c.last_number ELSE m.read_number END AS read_number,
                ",
        urgency!(),
        " AS urgency, ",
        activity!(),
        " AS activity_at
         FROM membership m JOIN conversation c ON c.id = m.conversation_id WHERE m.person_id = $1 AND m.left_at IS NULL"
    );
    DRAFT = "UPDATE membership SET draft = $3, draft_answers = $4
             WHERE conversation_id = $1 AND person_id = $2 AND left_at IS NULL AND draft_feed <= $5";
    DRAFT_FEED = "UPDATE membership SET draft_feed = own_seq WHERE conversation_id = $1 AND person_id = $2 RETURNING draft_feed AS n";
    // Never further on than it was: marking as unread counts nothing as read.
    UNREAD_FROM = "UPDATE membership SET marked_unread = TRUE, read_number = CASE WHEN $3 < read_number THEN $3 ELSE read_number END,
                          urgency = CASE WHEN muted THEN 0 ELSE 1 END
                   WHERE conversation_id = $1 AND person_id = $2 AND left_at IS NULL";
    READ = "UPDATE membership SET marked_unread = FALSE, urgency = 0,
                   read_number = (SELECT c.last_number FROM conversation c WHERE c.id = membership.conversation_id)
            WHERE conversation_id = $1 AND person_id = $2 AND left_at IS NULL";
    // Only what was unread: a row that carries the new own-seq is told to every device again.
    READ_ALL = "UPDATE membership SET marked_unread = FALSE, urgency = 0, own_seq = $2,
                       read_number = (SELECT c.last_number FROM conversation c WHERE c.id = membership.conversation_id)
                WHERE person_id = $1 AND left_at IS NULL
                  AND (marked_unread OR read_number < (SELECT c.last_number FROM conversation c WHERE c.id = membership.conversation_id))";
    FLAGS = "UPDATE membership SET pinned = coalesce($3, pinned), muted = coalesce($4, muted), archived = coalesce($5, archived),
                    archived_line = CASE WHEN $5 THEN (SELECT c.last_line FROM conversation c WHERE c.id = membership.conversation_id)
                                    ELSE archived_line END
             WHERE conversation_id = $1 AND person_id = $2 AND left_at IS NULL";
    // What somebody marked by hand stays marked.
    NOTHING_LEFT = "UPDATE membership
                    SET read_number = $2, urgency = CASE WHEN marked_unread AND NOT muted THEN 1 ELSE 0 END
                    WHERE conversation_id = $1 AND left_at IS NULL AND read_number < $2 AND NOT EXISTS (
                        SELECT 1 FROM (SELECT u.number, u.author_id, u.notice, u.deleted_at FROM message u
                                       WHERE u.conversation_id = $1 AND u.seq > (SELECT c.floor_seq FROM conversation c WHERE c.id = $1)
                                       ORDER BY u.seq DESC LIMIT 200) AS u
                        WHERE u.number > membership.read_number AND u.author_id <> membership.person_id AND u.notice IS NULL
                          AND u.deleted_at IS NULL)";
    WEIGH = "UPDATE membership
             SET urgency = CASE WHEN muted THEN 0
                                WHEN marked_unread OR read_number < (SELECT c.last_number FROM conversation c WHERE c.id = membership.conversation_id) THEN 1
                                ELSE 0 END
             WHERE conversation_id = $1 AND person_id = $2";
    @rows {
        ROWS_OF = (select_row!("WHERE m.left_at IS NULL AND (m.person_id, m.conversation_id) IN (VALUES"), 2, ")");
    }
}

#[derive(sqlx::FromRow)]
struct InboxRow {
    conversation_id: ConversationId,
    kind: Kind,
    title: String,
    members: i64,
    large: bool,
    last_seq: i64,
    last_number: i64,
    read_number: i64,
    marked_unread: bool,
    pinned: bool,
    muted: bool,
    archived: bool,
    draft: String,
    activity_at: Timestamp,
    feed_seq: i64,
    unread: i64,
    with_id: Option<PersonId>,
    with_name: Option<String>,
    line_seq: Option<i64>,
    line_author: Option<PersonId>,
    line_name: Option<String>,
    line_text: Option<String>,
    line_notice: Option<String>,
    line_deleted: Option<Timestamp>,
    #[sqlx(flatten)]
    quoted: QuotedColumns,
}

impl From<InboxRow> for Row {
    fn from(row: InboxRow) -> Self {
        let last = row.line_seq.zip(row.line_author).map(|(seq, author)| Line {
            seq,
            author,
            author_name: row.line_name.unwrap_or_default(),
            text: excerpt(&row.line_text.unwrap_or_default()),
            notice: row.line_notice.as_deref().map(read_notice),
            deleted: row.line_deleted.is_some(),
        });
        Self {
            conversation: row.conversation_id,
            kind: row.kind,
            title: if row.kind == Kind::Direct { row.with_name.unwrap_or_default() } else { row.title },
            with: row.with_id,
            members: row.members,
            last,
            last_seq: row.last_seq,
            last_number: row.last_number,
            // Where it is not noted for each, whoever has nothing unread left has read to the end.
            read_number: if row.large && row.unread == 0 { row.last_number } else { row.read_number },
            unread: row.unread.min(MOST_UNREAD),
            marked_unread: row.marked_unread,
            pinned: row.pinned,
            muted: row.muted,
            archived: row.archived,
            draft: row.draft,
            answers: row.quoted.quote(),
            activity_at: row.activity_at,
            feed: row.feed_seq,
        }
    }
}

/// How far a conversation and its reader are.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Tip {
    /// Which.
    pub conversation_id: ConversationId,
    /// Its last change.
    pub last_seq: i64,
    /// Whether nothing is noted there for each member.
    pub large: bool,
    /// Read up to this number.
    pub read_number: i64,
    /// Marked as unread by hand.
    pub marked_unread: bool,
    /// Put away.
    pub archived: bool,
    pinned: bool,
    urgency: i64,
    activity_at: Timestamp,
}

impl Tip {
    /// Where its row stands in the inbox.
    pub fn place(&self) -> Place {
        Place { pinned: self.pinned, urgency: self.urgency, activity_at: self.activity_at, conversation: self.conversation_id }
    }
}

/// Up to `limit` rows below `before`, highest first.
pub async fn list_rows(tx: &mut Tx, person: PersonId, filter: Filter, before: Place, limit: i64) -> Result<Vec<Row>> {
    let query = tx.query(ROWS).bind(person).bind(filter == Filter::Archived);
    let query = query.bind(before.pinned).bind(before.urgency).bind(before.activity_at).bind(before.conversation);
    let query = query.bind(i64::from(filter == Filter::Groups)).bind(i64::from(filter == Filter::Unread)).bind(limit);
    Ok(query.fetch_all::<InboxRow>().await?.into_iter().map(Row::from).collect())
}

/// One row, if the person is in that conversation.
pub async fn find_row(tx: &mut Tx, person: PersonId, conversation: ConversationId) -> Result<Option<Row>> {
    Ok(tx.query(ROW).bind(person).bind(conversation).fetch_optional::<InboxRow>().await?.map(Row::from))
}

/// One of somebody's conversations by its name: a group's title, or the other's name.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct NameOf {
    /// Which.
    pub conversation: ConversationId,
    /// What it is called.
    pub name: String,
    /// 1 unread, 0 rest.
    pub urgency: i64,
    /// When something last happened.
    pub activity_at: Timestamp,
}

/// The names of everything a person is in, archived or not; in no order.
pub async fn list_names(tx: &mut Tx, person: PersonId) -> Result<Vec<NameOf>> {
    tx.query(NAMES).bind(person).fetch_all().await
}

/// Those of these rows that are the person's; in no order.
pub async fn list_rows_of(tx: &mut Tx, person: PersonId, conversations: &[ConversationId]) -> Result<Vec<Row>> {
    if conversations.is_empty() {
        return Ok(Vec::new());
    }
    let query = tx.query_rows(ROWS_OF, conversations.len());
    let query = conversations.iter().fold(query, |query, conversation| query.bind(person).bind(*conversation));
    Ok(query.fetch_all::<InboxRow>().await?.into_iter().map(Row::from).collect())
}

/// How many conversations ask for attention, up to [`MOST_UNREAD`].
pub async fn count_unread(tx: &mut Tx, person: PersonId) -> Result<i64> {
    Ok(tx.query(UNREAD).bind(person).bind(MOST_UNREAD).fetch_one::<Number>().await?.n.min(MOST_UNREAD))
}

/// The last seq of a person's own feed.
pub async fn find_feed(tx: &mut Tx, person: PersonId) -> Result<i64> {
    Ok(tx.query(FEED).bind(person).fetch_one::<Number>().await?.n)
}

/// Takes the next seq of a person's own feed.
pub async fn update_feed(tx: &mut Tx, person: PersonId) -> Result<i64> {
    Ok(tx.query(NEXT_FEED).bind(person).fetch_one::<Number>().await?.n)
}

/// Remembers at which own-seq somebody's row was last changed.
pub async fn update_own_seq(tx: &mut Tx, person: PersonId, conversation: ConversationId, feed: i64) -> Result<u64> {
    tx.query(OWN_SEQ).bind(conversation).bind(person).bind(feed).execute().await
}

/// The conversations whose row a person changed after this own-seq, or that they came into or left, the first `limit`.
pub async fn list_own_after(tx: &mut Tx, person: PersonId, feed: i64, limit: i64) -> Result<Vec<ConversationId>> {
    let found = tx.query(OWN_AFTER).bind(person).bind(feed).bind(limit).fetch_all::<(ConversationId,)>().await?;
    Ok(found.into_iter().map(|(conversation,)| conversation).collect())
}

/// How far every conversation of a person is.
pub async fn list_tips(tx: &mut Tx, person: PersonId) -> Result<Vec<Tip>> {
    tx.query(TIPS).bind(person).fetch_all().await
}

/// Keeps a draft, and which message it answers; no row where one was saved after this own-seq.
pub async fn update_draft(
    tx: &mut Tx,
    own: &Permit<Membership, Keep>,
    draft: String,
    answers: Option<MessageId>,
    over: i64,
) -> Result<u64> {
    tx.query(DRAFT).bind(own.conversation()).bind(own.person()).bind(draft).bind(answers).bind(over).execute().await
}

/// The row's own-seq is that of the last save of its draft from now on; which it is.
pub async fn update_draft_feed(tx: &mut Tx, own: &Permit<Membership, Keep>) -> Result<i64> {
    Ok(tx.query(DRAFT_FEED).bind(own.conversation()).bind(own.person()).fetch_one::<Number>().await?.n)
}

/// Marks as unread, down to `number` read.
pub async fn update_unread(tx: &mut Tx, own: &Permit<Membership, Keep>, number: i64) -> Result<u64> {
    tx.query(UNREAD_FROM).bind(own.conversation()).bind(own.person()).bind(number).execute().await
}

/// Marks one conversation as read.
pub async fn update_read(tx: &mut Tx, own: &Permit<Membership, Keep>) -> Result<u64> {
    tx.query(READ).bind(own.conversation()).bind(own.person()).execute().await
}

/// Marks every conversation as read at this own-seq; returns how many were not.
pub async fn update_all_read(tx: &mut Tx, own: &Permit<Inbox, Keep>, feed: i64) -> Result<u64> {
    tx.query(READ_ALL).bind(own.person()).bind(feed).execute().await
}

/// Whoever has nothing unread left, because it was deleted, has read to the end.
pub async fn update_nothing_left(tx: &mut Tx, held: &Held, last_number: i64) -> Result<u64> {
    tx.query(NOTHING_LEFT).bind(held.conversation()).bind(last_number).execute().await
}

/// Pins, mutes, archives; what is `None` stays.
pub async fn update_flags(tx: &mut Tx, own: &Permit<Membership, Keep>, [pinned, muted, archived]: [Option<bool>; 3]) -> Result<u64> {
    let (conversation, person) = (own.conversation(), own.person());
    tx.query(FLAGS).bind(conversation).bind(person).bind(pinned).bind(muted).bind(archived).execute().await?;
    tx.query(WEIGH).bind(conversation).bind(person).execute().await
}
