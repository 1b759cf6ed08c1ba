//! SQL of a subject's access: one statement for each table that holds something of theirs, columns by the names that they have there.
//!
//! For the person `$1`, by `$2`: an organisation, which tells what is its own, or the person once more, who is told all. What lies below its
//! conversation's floor is kept no longer, whether it was swept already or not.

mod fields;

use platform::db::{Result, Tx};
use uuid::Uuid;

pub use fields::Fields;

use super::model::deed::TellHeld;
use crate::access::{Oneself, Organisation, Permit, PersonId};

pub const PERSON: &str = "SELECT id, home_id, email, name, sort_name, role, grade, specialty, site_id, ward_id, body, registration,
           verified_at, feed_seq, created_at, profiled_at, left_at
    FROM person WHERE id = $1 AND $2 IN ($1, home_id)";

pub const AFFILIATION: &str = "SELECT organisation_id, person_id, level, visible, sort_name, from_at, until_at FROM affiliation
    WHERE person_id = $1 AND $2 IN ($1, organisation_id) ORDER BY organisation_id";

pub const SETTING: &str = "SELECT s.person_id, s.name, s.value, s.changed_at FROM setting s JOIN person p ON p.id = s.person_id
    WHERE s.person_id = $1 AND $2 IN ($1, p.home_id) ORDER BY s.name";

pub const DEVICE: &str =
    "SELECT d.id, d.person_id, d.name, d.version, d.pin_tries, d.pin_wait, d.locked, d.active_at, d.seen_at, d.created_at,
           d.unlocked_at, d.revoked_at
    FROM device d JOIN person p ON p.id = d.person_id WHERE d.person_id = $1 AND $2 IN ($1, p.home_id) ORDER BY d.id";

pub const SESSION: &str = "SELECT s.device_id, s.expires_at
    FROM session s JOIN device d ON d.id = s.device_id JOIN person p ON p.id = d.person_id
    WHERE d.person_id = $1 AND $2 IN ($1, p.home_id) ORDER BY s.expires_at, s.device_id";

pub const FLASH: &str = "SELECT f.id, f.nth, f.device_id, f.over_lock, f.until_at
    FROM flash f JOIN device d ON d.id = f.device_id JOIN person p ON p.id = d.person_id
    WHERE d.person_id = $1 AND $2 IN ($1, p.home_id) ORDER BY f.until_at, f.id";

pub const CODE: &str =
    "SELECT c.email, c.kind, c.tries, c.sent_at, c.expires_at, c.used_at, c.void_at FROM code c JOIN person p ON p.email = c.email
    WHERE p.id = $1 AND $2 IN ($1, p.home_id) ORDER BY c.sent_at, c.id";

// Whoever founded one, or wrote in one, has been in it: that way lies an index.

pub const CONVERSATION: &str = "SELECT c.id, c.organisation_id, c.kind, c.title, c.history, c.created_by, c.created_at
    FROM membership s JOIN conversation c ON c.id = s.conversation_id
    WHERE s.person_id = $1 AND c.created_by = $1 AND $2 IN ($1, c.organisation_id) ORDER BY c.id";

pub const MEMBERSHIP: &str =
    "SELECT s.conversation_id, s.person_id, s.role, s.joined_at, s.joined_seq, s.from_seq, s.left_at, s.read_number, s.up_to, s.seen,
           s.delivered_seq, s.marked_unread, s.urgency, s.pinned, s.muted, s.archived, s.archived_line, s.large, s.draft, s.draft_answers,
           s.draft_feed, s.own_seq, s.activity_at
    FROM membership s JOIN conversation c ON c.id = s.conversation_id
    WHERE s.person_id = $1 AND $2 IN ($1, c.organisation_id) ORDER BY s.conversation_id";

pub const MESSAGE: &str =
    "SELECT m.conversation_id, m.seq, m.number, m.id, m.author_id, m.notice, m.body, m.reply_to, m.sent_at, m.written_at,
           m.version, m.changed_seq, m.edited_at, m.deleted_at
    FROM membership s JOIN conversation c ON c.id = s.conversation_id
    JOIN message m ON m.conversation_id = c.id AND m.seq > c.floor_seq
    WHERE s.person_id = $1 AND m.author_id = $1 AND $2 IN ($1, c.organisation_id) ORDER BY m.conversation_id, m.seq";

pub const MESSAGE_VERSION: &str = "SELECT v.conversation_id, v.message_id, v.version, v.body, v.until
    FROM membership s JOIN conversation c ON c.id = s.conversation_id
    JOIN message m ON m.conversation_id = c.id AND m.seq > c.floor_seq
    JOIN message_version v ON v.conversation_id = m.conversation_id AND v.message_id = m.id
    WHERE s.person_id = $1 AND m.author_id = $1 AND $2 IN ($1, c.organisation_id) ORDER BY v.conversation_id, m.seq, v.version";

pub const RECEIPT: &str = "SELECT r.conversation_id, r.person_id, r.what, r.up_to, r.from_seq, r.since, r.at
    FROM membership s JOIN conversation c ON c.id = s.conversation_id
    JOIN receipt r ON r.conversation_id = s.conversation_id AND r.person_id = s.person_id AND r.up_to > c.floor_seq
    WHERE s.person_id = $1 AND $2 IN ($1, c.organisation_id) ORDER BY r.conversation_id, r.up_to, r.what, r.from_seq";

// What they did, and what others did to what is theirs; on which device of theirs, but not on which of somebody else's.
pub const AUDIT: &str = "SELECT organisation_id, id, at, actor, actor_id, CASE WHEN actor_id = $1 THEN device_id END AS device_id, deed, scope, scope_id, detail
    FROM audit WHERE ((actor = 'person' AND actor_id = $1) OR (scope = 'oneself' AND scope_id = $1)) AND $2 IN ($1, organisation_id)
    ORDER BY at, id";

/// Whether a job of this kind waits, or runs.
pub async fn is_planned(tx: &mut Tx, kind: &str) -> Result<bool> {
    let query = tx.query("SELECT id FROM job WHERE kind = $1 AND failed_at IS NULL LIMIT 1").bind(kind.to_owned());
    Ok(query.fetch_optional::<(Uuid,)>().await?.is_some())
}

/// Whose rows are told, and by whom; only a permit makes one.
#[derive(Clone, Copy, Debug)]
pub struct Subject {
    person: PersonId,
    by: Uuid,
}

impl Subject {
    /// Themselves.
    pub fn oneself(permit: &Permit<Oneself, TellHeld>) -> Self {
        Self { person: permit.person(), by: permit.person().0 }
    }
}

#[derive(sqlx::FromRow)]
struct SubjectRow {
    person_id: PersonId,
}

/// Somebody who belongs to the organisation, or did.
pub async fn find_subject(tx: &mut Tx, permit: &Permit<Organisation, TellHeld>, person: PersonId) -> Result<Option<Subject>> {
    let query = tx.query("SELECT person_id FROM affiliation WHERE organisation_id = $1 AND person_id = $2");
    let found = query.bind(permit.id()).bind(person).fetch_optional::<SubjectRow>().await?;
    Ok(found.map(|row| Subject { person: row.person_id, by: permit.id().0 }))
}

/// What one of the statements above finds.
pub async fn list_rows(tx: &mut Tx, statement: &'static str, subject: Subject) -> Result<Vec<Fields>> {
    tx.query(statement).bind(subject.person).bind(subject.by).fetch_all().await
}
