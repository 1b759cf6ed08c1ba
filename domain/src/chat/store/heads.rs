//! How far things are that somebody watches: conversations and people's own feeds, many in one statement.

use platform::db::{Result, Tx};
use uuid::Uuid;

use crate::access::{ConversationId, PersonId};

/// So many are asked for at once; what is missing to the next of these lengths is filled up, so that a few prepared statements
/// serve any number.
const LENGTHS: [usize; 5] = [16, 64, 256, 1024, 4096];

platform::statements! {
    @rows {
        // Ids are unique whatever they are of.
        HEADS = (
            "WITH v(id) AS (VALUES",
            1,
            ") SELECT c.id, c.last_seq AS seq FROM v JOIN conversation c ON c.id = v.id
               UNION ALL SELECT p.id, p.feed_seq AS seq FROM v JOIN person p ON p.id = v.id"
        );
        WATCHERS = (
            "WITH v(conversation_id, person_id) AS (VALUES",
            2,
            ") SELECT DISTINCT m.person_id FROM v
             JOIN membership m ON m.conversation_id = v.conversation_id AND m.person_id = v.person_id
             WHERE coalesce(m.left_at, 0) = 0"
        );
    }
}

/// How far a conversation, or a person's own feed, is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Head {
    /// Which of either.
    pub id: Uuid,
    /// Its last change.
    pub seq: i64,
}

/// How far these are; of those that there are, some perhaps more than once.
pub async fn list_heads(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Head>> {
    let mut heads = Vec::with_capacity(ids.len());
    for some in filled(ids) {
        let query = tx.query_rows(HEADS, some.len());
        heads.append(&mut some.iter().fold(query, |query, id| query.bind(*id)).fetch_all().await?);
    }
    Ok(heads)
}

/// Who of these is in the conversation they watch.
pub async fn list_watchers(tx: &mut Tx, watched: &[(ConversationId, PersonId)]) -> Result<Vec<PersonId>> {
    let mut watchers = Vec::new();
    for some in filled(watched) {
        let query = tx.query_rows(WATCHERS, some.len());
        let found = some.iter().fold(query, |query, (conversation, person)| query.bind(*conversation).bind(*person));
        watchers.extend(found.fetch_all::<(PersonId,)>().await?.into_iter().map(|(person,)| person));
    }
    Ok(watchers)
}

/// All of them, in stretches of the lengths above; the last is said again until it fits.
fn filled<T: Copy>(all: &[T]) -> impl Iterator<Item = Vec<T>> {
    all.chunks(LENGTHS[LENGTHS.len() - 1]).map(|some| {
        let length = LENGTHS.into_iter().find(|length| *length >= some.len()).unwrap_or(some.len());
        some.iter().chain(std::iter::repeat(&some[some.len() - 1])).take(length).copied().collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_is_asked_for_in_a_few_lengths() {
        let lengths = |count: usize| filled(&(0..count).collect::<Vec<_>>()).map(|some| some.len()).collect::<Vec<_>>();
        assert_eq!((lengths(0), lengths(1), lengths(16), lengths(17)), (vec![], vec![16], vec![16], vec![64]));
        assert_eq!((lengths(4096), lengths(4097)), (vec![4096], vec![4096, 16]));
        assert_eq!(filled(&[1, 2]).next().map(|some| some[..4].to_vec()), Some(vec![1, 2, 2, 2]));
    }
}
