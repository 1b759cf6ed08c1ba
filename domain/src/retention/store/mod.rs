//! SQL of a subject's access: one statement for each table that holds something of theirs, for the person `$1`, columns by the names
//! that they have there.
//!
//! What lies below its conversation's floor is kept no longer, whether it was swept already or not.

mod fields;

use platform::db::{Result, Tx};

pub use fields::Fields;

use crate::access::{Caller, PersonId};

pub const PERSON: &str = "SELECT id, organisation_id, email, name, sort_name, role, grade, specialty, site_id, ward_id, body, registration,
           verified_at, level, feed_seq, created_at, profiled_at, left_at
    FROM person WHERE id = $1";

pub const SETTING: &str = "SELECT person_id, name, value, changed_at FROM setting WHERE person_id = $1 ORDER BY name";

pub const DEVICE: &str =
    "SELECT id, person_id, name, version, pin_tries, pin_wait, locked, active_at, seen_at, created_at, unlocked_at, revoked_at
    FROM device WHERE person_id = $1 ORDER BY id";

pub const SESSION: &str = "SELECT s.device_id, s.expires_at FROM session s JOIN device d ON d.id = s.device_id
    WHERE d.person_id = $1 ORDER BY s.expires_at, s.device_id";

pub const CODE: &str =
    "SELECT c.email, c.kind, c.tries, c.sent_at, c.expires_at, c.used_at, c.void_at FROM code c JOIN person p ON p.email = c.email
    WHERE p.id = $1 ORDER BY c.sent_at, c.id";

// Whoever founded one, or wrote in one, has been in it: that way lies an index.

pub const CONVERSATION: &str = "SELECT c.id, c.organisation_id, c.kind, c.title, c.history, c.created_by, c.created_at
    FROM membership s JOIN conversation c ON c.id = s.conversation_id
    WHERE s.person_id = $1 AND c.created_by = $1 ORDER BY c.id";

pub const MEMBERSHIP: &str =
    "SELECT conversation_id, person_id, role, joined_at, joined_seq, from_seq, left_at, read_number, up_to, seen, delivered_seq,
           marked_unread, urgency, pinned, muted, archived, archived_line, large, draft, draft_answers, draft_feed, own_seq, activity_at
    FROM membership WHERE person_id = $1 ORDER BY conversation_id";

pub const MESSAGE: &str =
    "SELECT m.conversation_id, m.seq, m.number, m.id, m.author_id, m.notice, m.body, m.reply_to, m.sent_at, m.written_at,
           m.version, m.changed_seq, m.edited_at, m.deleted_at
    FROM membership s JOIN conversation c ON c.id = s.conversation_id
    JOIN message m ON m.conversation_id = c.id AND m.seq > c.floor_seq
    WHERE s.person_id = $1 AND m.author_id = $1 ORDER BY m.conversation_id, m.seq";

pub const MESSAGE_VERSION: &str = "SELECT v.conversation_id, v.message_id, v.version, v.body, v.until
    FROM membership s JOIN conversation c ON c.id = s.conversation_id
    JOIN message m ON m.conversation_id = c.id AND m.seq > c.floor_seq
    JOIN message_version v ON v.conversation_id = m.conversation_id AND v.message_id = m.id
    WHERE s.person_id = $1 AND m.author_id = $1 ORDER BY v.conversation_id, m.seq, v.version";

pub const RECEIPT: &str = "SELECT r.conversation_id, r.person_id, r.what, r.up_to, r.from_seq, r.since, r.at
    FROM membership s JOIN conversation c ON c.id = s.conversation_id
    JOIN receipt r ON r.conversation_id = s.conversation_id AND r.person_id = s.person_id AND r.up_to > c.floor_seq
    WHERE s.person_id = $1 ORDER BY r.conversation_id, r.up_to, r.what, r.from_seq";

// What they did, and what others did to what is theirs; on which device of theirs, but not on which of somebody else's.
pub const AUDIT: &str = "SELECT organisation_id, id, at, actor, actor_id, CASE WHEN actor_id = $1 THEN device_id END AS device_id, deed, scope, scope_id, detail
    FROM audit WHERE (actor = 'person' AND actor_id = $1) OR (scope = 'oneself' AND scope_id = $1) ORDER BY at, id";

/// Leave to be told all that is held of somebody; only [`find_subject`] makes one.
#[derive(Clone, Copy, Debug)]
pub struct Subject(PersonId);

#[derive(sqlx::FromRow)]
struct SubjectRow {
    id: PersonId,
}

/// Leave for `who` to be told all that is held of `person`: of themselves; as an admin, of somebody of their organisation or network.
// Somebody who is affiliated to an organisation is one of its people, as soon as there are affiliations.
pub async fn find_subject(tx: &mut Tx, who: &Caller, person: PersonId) -> Result<Option<Subject>> {
    let found = tx
        .query(
            "SELECT p.id FROM person p JOIN organisation o ON o.id = p.organisation_id
             JOIN person a ON a.id = $2 AND a.left_at IS NULL
             JOIN organisation h ON h.id = a.organisation_id
             WHERE p.id = $1 AND (p.id = a.id
                 OR (a.level = 'organisation_admin' AND a.organisation_id = p.organisation_id)
                 OR (a.level = 'network_admin' AND h.network_id = o.network_id))",
        )
        .bind(person)
        .bind(who.person)
        .fetch_optional::<SubjectRow>()
        .await?;
    Ok(found.map(|row| Subject(row.id)))
}

/// What one of the statements above finds.
pub async fn list_rows(tx: &mut Tx, statement: &'static str, subject: Subject) -> Result<Vec<Fields>> {
    tx.query(statement).bind(subject.0).fetch_all().await
}
