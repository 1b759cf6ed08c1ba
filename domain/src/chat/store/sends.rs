//! Sends, over many rows: what the lane writes at once for everybody who said something in the same moment.

use std::collections::{BTreeMap, BTreeSet};

use platform::db::{Result, Tx, portions};

use super::super::model::deed::Speak;
use super::super::model::{Deed, Kind, Role, allows};
use crate::access::{Allows, ConversationId, MessageId, Permit, PersonId, Timestamp};

platform::statements! {
    @rows {
        // A clock that is put back moves nothing down.
        RESERVE = (
            "WITH v(id, n, at) AS (VALUES",
            3,
            ") UPDATE conversation SET last_seq = last_seq + v.n, last_number = last_number + v.n, last_line = last_seq + v.n,
                last_at = CASE WHEN v.at > last_at THEN v.at ELSE last_at END
             FROM v WHERE conversation.id = v.id
             RETURNING conversation.id, conversation.kind, conversation.last_seq, conversation.last_number, conversation.shape,
                       conversation.large"
        );
        INSERT = (
            "INSERT INTO message (conversation_id, seq, number, id, author_id, body, reply_to, sent_at, written_at, changed_seq) VALUES",
            10,
            ""
        );
        // The author of the last message has read everything; to everybody else it is new.
        // `coalesce`, because PostgreSQL without fresh statistics walked through all of an index of inboxes, whose condition
        // has the plain `IS NULL`, instead of looking up the conversation's members.
        // A draft that the message began with goes; one that was written elsewhere meanwhile stays (`model::goes_with`).
        // `substr`, not `LIKE`: a draft may hold `%` and `_`, and SQLite's `LIKE` takes a small letter for a capital.
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
    }
}

/// Where a conversation stands after a batch took its seqs.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Reserved {
    /// Which.
    pub id: ConversationId,
    /// Of what kind.
    pub kind: Kind,
    /// The last seq taken.
    pub last_seq: i64,
    /// The last number taken.
    pub last_number: i64,
    /// The shape the members are checked against.
    pub shape: i64,
    /// Whether nothing is written there for each member.
    pub large: bool,
    /// How many were taken.
    #[sqlx(skip)]
    pub taken: i64,
}

/// Somebody who is to speak in a conversation, as it is remembered.
#[derive(Clone, Copy, Debug)]
pub struct Speaker {
    /// Where.
    pub conversation: ConversationId,
    /// What they may do there.
    pub role: Role,
    /// The shape that this is the state of.
    pub shape: i64,
}

/// The conversations of a batch, each held by taking its next seqs, and who is to speak there; only [`reserve`] makes one.
#[derive(Debug)]
pub struct Batch {
    reserved: Vec<Reserved>,
    speakers: Vec<Speaker>,
}

impl Batch {
    /// Where its conversations stand.
    pub fn reserved(&self) -> &[Reserved] {
        &self.reserved
    }

    /// Those that have another shape by now than is remembered.
    pub fn reshaped(&self) -> Vec<ConversationId> {
        let changed = self.speakers.iter().filter(|speaker| self.confirmed(speaker).is_none()).map(|speaker| speaker.conversation);
        changed.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The conversation somebody is to speak in, if it still has the shape in which they belong to it.
    fn confirmed(&self, speaker: &Speaker) -> Option<&Reserved> {
        let place = self.reserved.binary_search_by_key(&speaker.conversation, |row| row.id).ok()?;
        self.reserved.get(place).filter(|row| row.shape == speaker.shape)
    }
}

impl Allows<Deed> for Batch {
    fn allows(&self, deed: Deed) -> bool {
        self.speakers.iter().all(|speaker| self.confirmed(speaker).is_some_and(|row| allows(row.kind, speaker.role, deed)))
    }
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

/// Takes a seq and a number for each speaker, in one order for everybody, so that two nodes cannot wait for each other.
pub async fn reserve(tx: &mut Tx, speakers: Vec<Speaker>, now: Timestamp) -> Result<Batch> {
    let mut wanted = BTreeMap::<ConversationId, i64>::new();
    for speaker in &speakers {
        *wanted.entry(speaker.conversation).or_default() += 1;
    }
    let rows: Vec<_> = wanted.iter().map(|(id, taken)| (*id, *taken)).collect();
    let mut reserved: Vec<Reserved> = Vec::with_capacity(rows.len());
    for rows in portions(&rows) {
        let query = tx.query_rows(RESERVE, rows.len());
        reserved.append(&mut rows.iter().fold(query, |query, (id, taken)| query.bind(*id).bind(*taken).bind(now)).fetch_all().await?);
    }
    // `RETURNING` promises no order, and `confirmed` halves its way.
    reserved.sort_unstable_by_key(|row| row.id);
    for row in &mut reserved {
        row.taken = wanted.get(&row.id).copied().unwrap_or_default();
    }
    Ok(Batch { reserved, speakers })
}

/// Writes the messages of a batch.
pub async fn insert_messages(tx: &mut Tx, _: &Permit<Batch, Speak>, messages: &[NewMessage<'_>]) -> Result<()> {
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
pub async fn touch(tx: &mut Tx, _: &Permit<Batch, Speak>, last: &[Spoke], now: Timestamp) -> Result<()> {
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
pub async fn touch_own(tx: &mut Tx, _: &Permit<Batch, Speak>, spoke: &[Spoke]) -> Result<()> {
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
