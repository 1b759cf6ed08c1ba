//! What was acknowledged, what is stored, and whether the one agrees with the other.

use std::collections::{BTreeMap, HashMap};
use std::io;

use domain::access::{ConversationId, MessageId, PersonId};
use platform::db::Db;
use serde::{Deserialize, Serialize};

use crate::staff::trouble;

/// An acknowledgement that a sender holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ack {
    /// Where.
    pub conversation: ConversationId,
    /// Who sent it.
    pub author: PersonId,
    /// Which message.
    pub id: MessageId,
    /// Where the server said it stands.
    pub seq: i64,
    /// The number the server said it has.
    pub number: i64,
}

/// A message as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Stored {
    /// Where.
    pub conversation_id: ConversationId,
    /// Its place.
    pub seq: i64,
    /// Its number.
    pub number: i64,
    /// Which message.
    pub id: MessageId,
    /// Who sent it.
    pub author_id: PersonId,
    /// What it says.
    pub body: String,
}

/// Everything that is stored.
pub async fn stored(db: &Db) -> io::Result<Vec<Stored>> {
    let mut tx = db.read().await.map_err(trouble)?;
    tx.query("SELECT conversation_id, seq, number, id, author_id, body FROM message ORDER BY conversation_id, seq")
        .fetch_all()
        .await
        .map_err(trouble)
}

/// What is wrong with what is stored, given what each sender was told, in the order of telling.
pub fn check(acks: &[Ack], stored: &[Stored]) -> Verdict {
    let mut verdict = Verdict { acks: acks.len(), stored: stored.len(), ..Verdict::default() };
    let mut by_id: HashMap<MessageId, Vec<&Stored>> = HashMap::with_capacity(stored.len());
    let mut bodies: HashMap<(PersonId, &str), usize> = HashMap::with_capacity(stored.len());
    let mut seqs: BTreeMap<ConversationId, Vec<(i64, i64)>> = BTreeMap::new();
    for message in stored {
        by_id.entry(message.id).or_default().push(message);
        // Each says something once: what stands there twice was stored under two ids.
        *bodies.entry((message.author_id, message.body.as_str())).or_default() += 1;
        seqs.entry(message.conversation_id).or_default().push((message.seq, message.number));
    }
    let mut last: HashMap<(ConversationId, PersonId), i64> = HashMap::new();
    for ack in acks {
        let place = |message: &&&Stored| message.conversation_id == ack.conversation && message.author_id == ack.author;
        match by_id.get(&ack.id).map(|found| found.iter().filter(place).collect::<Vec<_>>()).as_deref() {
            None | Some([]) => verdict.lost += 1,
            Some([one]) if (one.seq, one.number) != (ack.seq, ack.number) => verdict.moved += 1,
            Some([_]) => {}
            Some(_) => verdict.doubled += 1,
        }
        let before = last.insert((ack.conversation, ack.author), ack.seq);
        verdict.reordered += usize::from(before.is_some_and(|before| before >= ack.seq));
    }
    verdict.doubled += bodies.values().filter(|count| **count > 1).count();
    for taken in seqs.values_mut() {
        taken.sort_unstable();
        // Nothing but messages is in these conversations, so both count alike.
        verdict.gaps += taken.iter().zip(1..).filter(|((seq, number), wanted)| seq != wanted || number != wanted).count();
    }
    verdict
}

/// What the checker found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// How many acknowledgements were held.
    pub acks: usize,
    /// How many messages are stored.
    pub stored: usize,
    /// Acknowledged, but not stored.
    pub lost: usize,
    /// Stored twice.
    pub doubled: usize,
    /// Stored elsewhere than the sender was told.
    pub moved: usize,
    /// Against the order in which one sender sent.
    pub reordered: usize,
    /// Places where the order of a conversation has a hole or a double.
    pub gaps: usize,
}

impl Verdict {
    /// Whether every promise was kept.
    pub fn is_clean(&self) -> bool {
        self.lost + self.doubled + self.moved + self.reordered + self.gaps == 0
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { acks, stored, lost, doubled, moved, reordered, gaps } = self;
        write!(f, "{acks} acks, {stored} stored: {lost} lost, {doubled} doubled, {moved} moved, {reordered} reordered, {gaps} gaps")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const ROOM: ConversationId = ConversationId(Uuid::from_u128(1));
    const ASHA: PersonId = PersonId(Uuid::from_u128(2));

    fn said(seq: i64) -> (Ack, Stored) {
        let id = MessageId(Uuid::from_u128(100 + u128::try_from(seq).unwrap_or(0)));
        let ack = Ack { conversation: ROOM, author: ASHA, id, seq, number: seq };
        (ack, Stored { conversation_id: ROOM, seq, number: seq, id, author_id: ASHA, body: format!("{seq}") })
    }

    #[test]
    fn the_checker_sees_every_kind_of_damage() {
        let (acks, whole): (Vec<_>, Vec<_>) = (1..=5).map(said).unzip();
        assert!(check(&acks, &whole).is_clean());
        let mut lost = whole.clone();
        lost.pop();
        assert_eq!(check(&acks, &lost).lost, 1);
        let mut doubled = whole.clone();
        doubled.push(Stored { seq: 6, number: 6, id: MessageId(Uuid::nil()), ..whole[4].clone() });
        assert_eq!(check(&acks, &doubled).doubled, 1);
        let mut moved = whole.clone();
        moved[4].seq = 6;
        assert_eq!((check(&acks, &moved).moved, check(&acks, &moved).gaps), (1, 1));
        let mut crossed = acks.clone();
        crossed.swap(1, 2);
        assert_eq!(check(&crossed, &whole).reordered, 1);
    }
}
