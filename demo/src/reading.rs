//! Who has read how far, and when: marks and receipts of one seat.

use domain::access::PersonId;
use domain::chat::model::{Span, Spans};
use domain::chat::store::{NewReceipt, What};

use super::days::DAY;
use super::rows::{MembershipRow, Rows};
use super::timeline::{Stop, Timeline};

/// Writes the membership of every seat, and the receipts that led to it.
pub fn write(timeline: &Timeline<'_>, rows: &mut Rows) {
    for seat in 0..timeline.plan.seats.len() {
        write_seat(timeline, seat, rows);
    }
}

fn write_seat(timeline: &Timeline<'_>, seat: usize, rows: &mut Rows) {
    let (created_at, last_at, last_seq, last_number) = timeline.ends();
    let (planned, person) = (&timeline.plan.seats[seat], timeline.person(seat).id);
    let joined = timeline.joined[seat];
    let left_at = timeline.left[seat];
    let here = |stop: &&Stop| joined.is_none_or(|joined| stop.seq > joined.1) && left_at.is_none_or(|left| stop.at <= left);
    let stops: Vec<&Stop> = timeline.stops.iter().filter(here).collect();
    let spoke = stops.iter().rposition(|stop| stop.spoke.contains(&seat)).map_or(0, |last| last + 1);
    // Whoever speaks has read what stands above.
    let read = stops.len().saturating_sub(planned.behind).max(spoke);
    let from_seq = joined.map_or(1, |joined| timeline.seen_from(joined.1));
    let seen = seen(timeline, person, from_seq, &stops[..read], rows);
    let delivered = delivered(timeline, person, seen, left_at.is_none().then_some((last_seq, last_at)), rows);
    let up_to = seen.map_or(0, |seen| seen.0);
    // Whoever came later starts with nothing unread.
    let before =
        joined.map_or(0, |joined| timeline.stops.iter().take_while(|stop| stop.seq < joined.1).last().map_or(0, |stop| stop.number));
    let read_number = stops[..read].last().map_or(before, |stop| stop.number);
    let unread = last_number > read_number || planned.marked_unread;
    rows.memberships.push(MembershipRow {
        conversation: timeline.id,
        person,
        role: timeline.role(seat),
        joined_at: joined.map_or(created_at, |joined| joined.0),
        joined_seq: timeline.joined_seq(person),
        from_seq,
        left_at,
        read_number,
        up_to,
        seen: Spans::from_iter([Span(from_seq, up_to)]),
        delivered: delivered.map_or(0, |delivered| delivered.0),
        marked_unread: planned.marked_unread,
        urgency: i64::from(unread && !planned.muted && left_at.is_none()),
        pinned: planned.pinned,
        muted: planned.muted,
        // As with the real ones: what is unread is back in the inbox.
        archived: planned.archived && !unread,
        draft: planned.draft,
        activity_at: left_at.unwrap_or(last_at),
    });
}

/// A receipt for what was read of late; of the weeks before, one in a while is enough.
fn seen(timeline: &Timeline<'_>, person: PersonId, from_seq: i64, stops: &[&Stop], rows: &mut Rows) -> Option<(i64, i64)> {
    let (dice, now) = (timeline.setting.dice, timeline.setting.days.now());
    let mut last: Option<(i64, i64)> = None;
    for (at, stop) in stops.iter().enumerate() {
        let step = if now - stop.at > 10 * DAY { 7 * DAY } else { DAY / 4 };
        let next = stops.get(at + 1);
        if next.is_some_and(|next| next.at / step == stop.at / step) {
            continue;
        }
        // The next line may be this person's own answer: they had read this by then.
        let latest = next.map_or(now, |next| next.at).max(stop.at);
        let moment = (stop.at + dice.between(20_000, 1_500_000)).min(latest).max(last.map_or(0, |last| last.1));
        let from = last.map_or(from_seq, |last| last.0 + 1);
        rows.receipts.push((receipt(timeline, person, What::Passed, Span(from, stop.seq)), moment));
        let stored = (stop.at + dice.between(300, 4_000)).min(moment);
        rows.receipts.push((receipt(timeline, person, What::Delivered, Span(0, stop.seq)), stored));
        last = Some((stop.seq, moment));
    }
    last
}

/// What their devices stored: at least what they read, often everything (but for those whose telephone is off).
fn delivered(
    timeline: &Timeline<'_>,
    person: PersonId,
    seen: Option<(i64, i64)>,
    last: Option<(i64, i64)>,
    rows: &mut Rows,
) -> Option<(i64, i64)> {
    let (dice, now) = (timeline.setting.dice, timeline.setting.days.now());
    let stored = rows
        .receipts
        .last()
        .filter(|(last, _)| last.conversation == timeline.id && last.person == person && last.what == What::Delivered)
        .map(|(last, at)| (last.span.1, *at));
    let Some((seq, at)) = last else { return stored.or(seen) };
    if stored.is_some_and(|stored| stored.0 >= seq) || dice.happens(150) {
        return stored.or(seen);
    }
    let moment = (at + dice.between(300, 5_000)).min(now).max(stored.map_or(0, |stored| stored.1));
    rows.receipts.push((receipt(timeline, person, What::Delivered, Span(0, seq)), moment));
    Some((seq, moment))
}

fn receipt(timeline: &Timeline<'_>, person: PersonId, what: What, span: Span) -> NewReceipt {
    NewReceipt { conversation: timeline.id, person, what, span, since: timeline.joined_seq(person) }
}
