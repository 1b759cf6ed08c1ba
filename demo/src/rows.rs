//! The rows of conversations, gathered and written many to a statement.

use domain::access::{ConversationId, MessageId, OrganisationId, PersonId};
use domain::chat::model::{History, Kind, Role, Spans};
use domain::chat::store::NewReceipt;
use platform::db::{Result, Tx};

/// A conversation.
pub struct ConversationRow {
    /// All columns, in the table's words.
    pub id: ConversationId,
    pub organisation: OrganisationId,
    pub kind: Kind,
    pub title: String,
    pub history: History,
    pub pair: Option<String>,
    pub members: i64,
    pub shape: i64,
    pub last_seq: i64,
    pub last_number: i64,
    pub last_line: i64,
    pub last_at: i64,
    pub created_by: PersonId,
    pub created_at: i64,
}

/// A membership.
pub struct MembershipRow {
    /// All columns, in the table's words.
    pub conversation: ConversationId,
    pub person: PersonId,
    pub role: Role,
    pub joined_at: i64,
    pub joined_seq: i64,
    pub from_seq: i64,
    pub left_at: Option<i64>,
    pub read_number: i64,
    pub up_to: i64,
    pub seen: Spans,
    pub delivered: i64,
    pub marked_unread: bool,
    pub urgency: i64,
    pub pinned: bool,
    pub muted: bool,
    pub archived: bool,
    pub draft: &'static str,
    pub activity_at: i64,
}

/// A line of a timeline.
pub struct MessageRow {
    /// All columns, in the table's words.
    pub conversation: ConversationId,
    pub seq: i64,
    pub number: i64,
    pub id: MessageId,
    pub author: PersonId,
    pub notice: Option<String>,
    pub body: String,
    pub reply_to: Option<MessageId>,
    pub sent_at: i64,
    pub version: i64,
    pub changed_seq: i64,
    pub edited_at: Option<i64>,
    pub deleted_at: Option<i64>,
}

/// Everything waiting to be written.
#[derive(Default)]
pub struct Rows {
    pub conversations: Vec<ConversationRow>,
    pub memberships: Vec<MembershipRow>,
    pub messages: Vec<MessageRow>,
    /// Conversation, message, version, body, until.
    pub versions: Vec<(ConversationId, MessageId, i64, String, i64)>,
    /// Conversation, seq, message's seq, at.
    pub events: Vec<(ConversationId, i64, i64, i64)>,
    /// Receipts, and when.
    pub receipts: Vec<(NewReceipt, i64)>,
}

/// Rows of one statement; the same for all, so that the statement is prepared once.
const CHUNK: usize = 250;

impl Rows {
    /// Whether enough has gathered.
    // A million messages at once would take gigabytes.
    pub fn is_full(&self) -> bool {
        self.messages.len() + self.receipts.len() >= 20_000
    }

    /// Writes everything that has gathered: what others refer to, first.
    pub async fn flush(&mut self, tx: &mut Tx) -> Result<()> {
        self.write_conversations(tx).await?;
        self.write_memberships(tx).await?;
        self.write_messages(tx).await?;
        self.write_changes(tx).await?;
        for rows in self.receipts.chunks(CHUNK) {
            let insert = ("INSERT INTO receipt (conversation_id, person_id, what, up_to, from_seq, since, at) VALUES", 7, "");
            let mut query = tx.query_rows(insert, rows.len());
            for (row, at) in rows {
                query = query.bind(row.conversation).bind(row.person).bind(row.what).bind(row.span.1).bind(row.span.0);
                query = query.bind(row.since).bind(*at);
            }
            query.execute().await?;
        }
        *self = Self::default();
        Ok(())
    }

    async fn write_conversations(&self, tx: &mut Tx) -> Result<()> {
        const INSERT: (&str, usize, &str) = (
            "INSERT INTO conversation (id, organisation_id, kind, title, history, pair, members, shape, last_seq, last_number,
             last_line, last_at, created_by, created_at) VALUES",
            14,
            "",
        );
        for rows in self.conversations.chunks(CHUNK) {
            let mut query = tx.query_rows(INSERT, rows.len());
            for row in rows {
                query = query.bind(row.id).bind(row.organisation).bind(row.kind).bind(row.title.clone()).bind(row.history);
                query = query.bind(row.pair.clone()).bind(row.members).bind(row.shape).bind(row.last_seq).bind(row.last_number);
                query = query.bind(row.last_line).bind(row.last_at).bind(row.created_by).bind(row.created_at);
            }
            query.execute().await?;
        }
        Ok(())
    }

    async fn write_memberships(&self, tx: &mut Tx) -> Result<()> {
        const INSERT: (&str, usize, &str) = (
            "INSERT INTO membership (conversation_id, person_id, role, joined_at, joined_seq, from_seq, left_at, read_number, up_to, seen,
             delivered_seq, marked_unread, urgency, pinned, muted, archived, draft, activity_at) VALUES",
            18,
            "",
        );
        for rows in self.memberships.chunks(CHUNK) {
            let mut query = tx.query_rows(INSERT, rows.len());
            for row in rows {
                query = query.bind(row.conversation).bind(row.person).bind(row.role).bind(row.joined_at);
                query = query.bind(row.joined_seq).bind(row.from_seq).bind(row.left_at);
                query = query.bind(row.read_number).bind(row.up_to).bind(row.seen.to_string()).bind(row.delivered);
                query = query.bind(row.marked_unread).bind(row.urgency).bind(row.pinned).bind(row.muted).bind(row.archived);
                query = query.bind(row.draft).bind(row.activity_at);
            }
            query.execute().await?;
        }
        Ok(())
    }

    async fn write_messages(&mut self, tx: &mut Tx) -> Result<()> {
        const INSERT: (&str, usize, &str) = (
            "INSERT INTO message (conversation_id, seq, number, id, author_id, notice, body, reply_to, sent_at, written_at, version,
             changed_seq, edited_at, deleted_at) VALUES",
            14,
            "",
        );
        for rows in self.messages.chunks_mut(CHUNK) {
            let mut query = tx.query_rows(INSERT, rows.len());
            for row in rows {
                query = query.bind(row.conversation).bind(row.seq).bind(row.number).bind(row.id).bind(row.author).bind(row.notice.take());
                // Taken out and not copied: there may be a million of them.
                query = query.bind(std::mem::take(&mut row.body)).bind(row.reply_to).bind(row.sent_at).bind(row.sent_at).bind(row.version);
                query = query.bind(row.changed_seq).bind(row.edited_at).bind(row.deleted_at);
            }
            query.execute().await?;
        }
        Ok(())
    }

    async fn write_changes(&self, tx: &mut Tx) -> Result<()> {
        for rows in self.versions.chunks(CHUNK) {
            let mut query = tx
                .query_rows(("INSERT INTO message_version (conversation_id, message_id, version, body, until) VALUES", 5, ""), rows.len());
            for row in rows {
                query = query.bind(row.0).bind(row.1).bind(row.2).bind(row.3.clone()).bind(row.4);
            }
            query.execute().await?;
        }
        for rows in self.events.chunks(CHUNK) {
            let mut query = tx.query_rows(("INSERT INTO change (topic_id, seq, what, which, at) VALUES", 5, ""), rows.len());
            for row in rows {
                query = query.bind(row.0).bind(row.1).bind("message".to_owned()).bind(row.2).bind(row.3);
            }
            query.execute().await?;
        }
        Ok(())
    }
}
