//! Removing what is kept no longer, with everything that points to it.

use platform::db::{Result, Tx};
use uuid::Uuid;

use super::messages::Number;
use super::permits::Held;
use crate::access::PersonId;

platform::statements! {
    // The shape grows as well: by it each server's memory of who sees what from where on counts no longer.
    RAISE = "UPDATE conversation SET floor_seq = $2, last_seq = last_seq + 1, shape = shape + 1
             WHERE id = $1 AND floor_seq < $2 AND last_seq >= $2 RETURNING last_number AS n";
    ANSWERING = "SELECT m.person_id AS id FROM membership m JOIN conversation c ON c.id = m.conversation_id
                 WHERE m.conversation_id = $1 AND m.draft_answers IN
                     (SELECT q.id FROM message q WHERE q.conversation_id = $1 AND q.seq <= c.floor_seq)
                 ORDER BY m.person_id";
    ANSWER_NOTHING = "UPDATE membership SET draft_answers = NULL WHERE conversation_id = $1 AND person_id = $2";
    LOWEST = "SELECT m.seq AS n FROM message m JOIN conversation c ON c.id = m.conversation_id
              WHERE m.conversation_id = $1 AND m.seq <= c.floor_seq ORDER BY m.seq LIMIT 1";
    FLOOR = "SELECT floor_seq AS n FROM conversation WHERE id = $1";
    DELETE_VERSIONS = "DELETE FROM message_version WHERE conversation_id = $1 AND message_id IN
                           (SELECT id FROM message WHERE conversation_id = $1 AND seq <= $2)";
    DELETE_CHANGES = "DELETE FROM change WHERE topic_id = $1 AND what = 'message' AND which <= $2";
    DELETE_RECEIPTS = "DELETE FROM receipt WHERE conversation_id = $1 AND up_to <= $2";
    // That it answers something stays.
    UNQUOTE = "UPDATE message SET reply_to = $3 WHERE conversation_id = $1 AND seq > $2 AND reply_to IN
                   (SELECT id FROM message WHERE conversation_id = $1 AND seq <= $2)";
    DELETE_MESSAGES = "DELETE FROM message WHERE conversation_id = $1 AND seq <= $2";
}

#[derive(sqlx::FromRow)]
struct WhoRow {
    id: PersonId,
}

/// Nobody sees what was said up to `seq` from now on; the last message's number, or nothing where that was so already. It takes a
/// seq that no line and no change has, so that every browser that holds something of the conversation asks for it again.
pub async fn raise_floor(tx: &mut Tx, held: &Held, seq: i64) -> Result<Option<i64>> {
    Ok(tx.query(RAISE).bind(held.conversation()).bind(seq).fetch_optional::<Number>().await?.map(|row| row.n))
}

/// Whose drafts answer what nobody sees any more.
pub async fn list_answering(tx: &mut Tx, held: &Held) -> Result<Vec<PersonId>> {
    Ok(tx.query(ANSWERING).bind(held.conversation()).fetch_all::<WhoRow>().await?.into_iter().map(|row| row.id).collect())
}

/// A draft answers nothing any more.
pub async fn update_answers_nothing(tx: &mut Tx, held: &Held, person: PersonId) -> Result<u64> {
    tx.query(ANSWER_NOTHING).bind(held.conversation()).bind(person).execute().await
}

/// Removes at most `most` seqs' worth of what lies below the floor, the oldest first; whether there was anything.
pub async fn delete_below_floor(tx: &mut Tx, held: &Held, most: i64) -> Result<bool> {
    let conversation = held.conversation();
    let Some(Number { n: lowest }) = tx.query(LOWEST).bind(conversation).fetch_optional().await? else { return Ok(false) };
    let floor = tx.query(FLOOR).bind(conversation).fetch_one::<Number>().await?.n;
    let up_to = floor.min(lowest + most - 1);
    // What points to a message goes before it.
    for statement in [DELETE_VERSIONS, DELETE_CHANGES, DELETE_RECEIPTS] {
        tx.query(statement).bind(conversation).bind(up_to).execute().await?;
    }
    tx.query(UNQUOTE).bind(conversation).bind(up_to).bind(Uuid::nil()).execute().await?;
    tx.query(DELETE_MESSAGES).bind(conversation).bind(up_to).execute().await?;
    Ok(true)
}
