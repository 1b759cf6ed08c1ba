//! Watching: what a browser missed, and what it says up the socket.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use platform::bus::Hint;
use platform::db::Tx;

use super::super::lane::encode;
use super::super::live::{Event, Frame, Held, Own, Up};
use super::super::model::{Details, MOST_SHOWN, Place, Spans};
use super::super::store::{self, NewMark, Tip, Watched, sees};
use crate::access::{ConversationId, Ctx, Outcome, PersonId};

/// The most changes of one conversation that are told one by one; past that it is fetched again.
const MOST_MISSED: i64 = 300;

/// The most changes that one greeting is told one by one, of all conversations together; of the others it is told the row.
const MOST_TOLD: i64 = 1000;

/// The most rows that are told one by one; past that the inbox is fetched again.
const MOST_ROWS: u8 = 200;

/// What a greeting is answered.
#[derive(Clone, Debug, Default)]
pub struct Missed {
    /// What the browser missed, to be sent before going live.
    pub frames: Vec<Frame>,
    /// The other conversations that somebody is in, of which it lacks nothing yet, and how far each was: what is said in one of them
    /// brings it up into what is held.
    pub besides: Vec<(ConversationId, i64)>,
}

/// What a browser missed, given what it holds.
pub async fn resume(ctx: &Ctx, feed: i64, held: &[Held], above: Place, open: Option<ConversationId>) -> Outcome<Missed> {
    let me = ctx.who.person;
    let mut tx = ctx.snapshot().await?;
    let now_feed = store::find_feed(&mut tx, me).await?;
    let tips = store::list_tips(&mut tx, me).await?;
    // A browser may say what it likes.
    let held: HashMap<_, _> = held.iter().map(|held| (held.conversation, Held { seq: held.seq.max(0), ..*held })).collect();
    let lacks = |tip: &&Tip| !held.contains_key(&tip.conversation_id) && !tip.archived && tip.place() > above;
    let lacking: Vec<_> = tips.iter().filter(lacks).collect();
    let is_beside = |tip: &&Tip| !held.contains_key(&tip.conversation_id);
    let besides = tips.iter().filter(is_beside).map(|tip| (tip.conversation_id, tip.last_seq)).collect();
    let mut frames = Vec::new();
    frames.extend(missed_own(&mut tx, me, (feed, now_feed), lacking).await?);
    let all_again = frames.contains(&Frame::Refetch(None));
    let mut known: Vec<_> = tips.iter().filter_map(|tip| Some((tip, held.get(&tip.conversation_id)?))).collect();
    // What is open, then what stands highest: one greeting is told only so much one by one, and these are looked at first.
    known.sort_unstable_by_key(|(tip, _)| Reverse((open == Some(tip.conversation_id), tip.place())));
    let (mut told, mut beyond) = (0, Vec::new());
    for (tip, held) in known {
        let is_open = open == Some(tip.conversation_id);
        let behind = tip.last_seq > held.seq || tip.read_number > held.read_number || tip.marked_unread != held.marked_unread;
        let missing = tip.last_seq - held.seq;
        if !is_open && missing > 0 && told + missing > MOST_TOLD {
            beyond.push(tip.conversation_id);
            continue;
        }
        if missing != 0 {
            told += missing.max(0);
            frames.push(missed(ctx, &mut tx, held, tip.last_seq).await?);
        }
        // Marks are no changes and have no seq: whoever may have missed some is told where all of them stand.
        if behind || is_open {
            let marks = store::list_marks(&mut tx, tip.conversation_id, me, tip.large).await?;
            frames.push(Frame::Marks { conversation: tip.conversation_id, marks });
        }
    }
    // Where all is fetched anew these are, too.
    for some in beyond.chunks(usize::from(MOST_ROWS)).filter(|_| !all_again) {
        let rows = store::list_rows_of(&mut tx, me, some).await?;
        frames.push(Frame::Missed { feed: now_feed, own: rows.into_iter().map(|row| Own::Row(Box::new(row))).collect() });
    }
    tx.commit().await?;
    Ok(Missed { frames, besides })
}

/// What a browser missed of somebody's own rows, and those it lacks, the highest first: it comes back for more of them.
async fn missed_own(tx: &mut Tx, me: PersonId, (feed, now): (i64, i64), mut lacking: Vec<&Tip>) -> Outcome<Option<Frame>> {
    let mut changed = if now > feed { store::list_own_after(tx, me, feed, i64::from(MOST_ROWS) + 1).await? } else { Vec::new() };
    // A browser ahead of us: the database was put back to an earlier moment.
    if now < feed || changed.len() > usize::from(MOST_ROWS) {
        return Ok(Some(Frame::Refetch(None)));
    }
    if now == feed && lacking.is_empty() {
        return Ok(None);
    }
    lacking.retain(|tip| !changed.contains(&tip.conversation_id));
    lacking.sort_unstable_by_key(|tip| Reverse(tip.place()));
    changed.extend(lacking.into_iter().take(usize::from(MOST_ROWS)).map(|tip| tip.conversation_id));
    let rows = store::list_rows_of(tx, me, &changed).await?;
    let gone: Vec<_> = changed.into_iter().filter(|id| rows.iter().all(|row| row.conversation != *id)).map(Own::Gone).collect();
    let own = rows.into_iter().map(|row| Own::Row(Box::new(row))).chain(gone).collect();
    Ok(Some(Frame::Missed { feed: now, own }))
}

/// The changes a browser missed in one conversation, if they are few; else it fetches again.
async fn missed(ctx: &Ctx, tx: &mut Tx, held: &Held, last_seq: i64) -> Outcome<Frame> {
    let conversation = held.conversation;
    // A browser ahead of us: the database was put back to an earlier moment.
    if last_seq < held.seq || last_seq - held.seq > MOST_MISSED {
        return Ok(Frame::Refetch(Some(conversation)));
    }
    let me = ctx.who.person;
    let seen = sees(tx, conversation, me).await?;
    let lines = store::list_after(tx, &seen, held.seq, MOST_MISSED).await?;
    let mut events = store::list_changes(tx, &seen, held.seq, MOST_MISSED).await?;
    // The people are as they are now, whatever changed how often: they are read once, and told with the last change.
    let last = lines.iter().rfind(|line| line.notice.is_some()).map(|line| line.seq);
    let mut details = if last.is_some() { Some(store::find_details(tx, conversation, me).await?) } else { None };
    events.extend(lines.into_iter().map(|line| match (&line.notice, details.take_if(|_| Some(line.seq) == last)) {
        (None, _) => Event::Said(line),
        (Some(_), Some(Details { title, history, present, members, large: true, .. })) => {
            Event::Reshaped { notice: line, title, history, present, members }
        }
        (Some(_), details) => Event::Shaped { details, notice: line },
    }));
    events.sort_by_key(Event::seq);
    // Whoever joined meanwhile lacks the lines from before: where there are holes, a fresh fetch is the honest answer.
    let whole = events.iter().map(Event::seq).eq(held.seq + 1..=last_seq);
    Ok(if whole { Frame::Events { conversation, events } } else { Frame::Refetch(Some(conversation)) })
}

/// The large conversations that a socket of theirs watches; asked before what was missed, so that nothing falls in between.
pub async fn list_watched(ctx: &Ctx) -> Outcome<Vec<Watched>> {
    Ok(store::list_watched(&mut ctx.world.db.read().await?, ctx.who.person).await?)
}

/// One of them, if they are still in it.
pub async fn watches(ctx: &Ctx, conversation: ConversationId) -> Outcome<Option<Watched>> {
    Ok(store::find_watched(&mut ctx.world.db.read().await?, conversation, ctx.who.person).await?)
}

/// Acts on what a browser said, other than its greeting. What it may not say is passed over in silence.
pub async fn hear(ctx: &Ctx, up: Up) -> Outcome<()> {
    let person = ctx.who.person;
    match up {
        Up::Delivered { conversation, seq } => {
            ctx.world.lane.note(NewMark { conversation, person, delivered: seq, up_to: 0, seen: Spans::default() }).await
        }
        Up::Seen { conversation, up_to, shown } => {
            let seen = shown.newest(MOST_SHOWN);
            // What is on screen is on the device.
            let delivered = seen.last().map_or(up_to, |last| last.max(up_to));
            ctx.world.lane.note(NewMark { conversation, person, delivered, up_to, seen }).await
        }
        Up::Typing(conversation) => {
            let present = ctx.world.lane.present(conversation, person).await?;
            // Who types among thousands is nobody's concern.
            let Some(people) = present.audience.people() else { return Ok(()) };
            let others: Arc<[_]> = people.iter().copied().filter(|id| *id != person.0).collect();
            let body = encode(&Frame::Typing { conversation, person });
            #[expect(clippy::disallowed_methods, reason = "nothing is written, so there is no commit to wait for")]
            ctx.world.bus.publish(&Hint::Frame { to: others, except: Some(ctx.who.device.0), body });
            Ok(())
        }
        // The socket answers these itself.
        Up::Hello { .. } | Up::Active => Ok(()),
    }
}
