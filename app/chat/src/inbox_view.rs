//! What the inbox looks like: which rows, in which order, in which words. Pure.

use domain::access::{ConversationId, PersonId};
use domain::chat::live::Inbox;
use domain::chat::model::{Filter, Kind, Place, Row, excerpt};
use domain::text::{is_blank, isolated};

use super::timeline_view::notice_words;

/// The open conversation keeps the place it had when it was opened, so that nothing jumps under the hand.
pub type Holds = Option<(ConversationId, Place)>;

/// The conversations to show, highest first.
pub fn order(inbox: &Inbox, filter: Filter, holds: Holds) -> Vec<ConversationId> {
    let held = |row: &Row| holds.filter(|(conversation, _)| *conversation == row.conversation).map(|(_, place)| place);
    let mut places: Vec<Place> = inbox
        .rows
        .iter()
        // Read by being opened, it would go from among the unread under the hand that opened it.
        .filter(|row| filter.shows(row) || (filter == Filter::Unread && held(row).is_some() && !row.archived))
        .map(|row| held(row).unwrap_or_else(|| row.place()))
        .collect();
    places.sort_unstable_by(|a, b| b.cmp(a));
    places.into_iter().map(|place| place.conversation).collect()
}

/// How many of the conversations to show stand on top because they are pinned.
pub fn pinned(inbox: &Inbox, shown: &[ConversationId], holds: Holds) -> usize {
    let on_top = |id: &&ConversationId| match holds.filter(|(held, _)| held == *id) {
        // Pinned a moment ago it has not moved yet, and still stands among the others.
        Some((_, place)) => place.pinned,
        None => inbox.row(**id).is_some_and(|row| row.pinned),
    };
    shown.iter().take_while(on_top).count()
}

/// The neighbour of a conversation in the list: the next one down or up, unread only if asked.
pub fn neighbour(
    inbox: &Inbox,
    shown: &[ConversationId],
    from: Option<ConversationId>,
    down: bool,
    unread: bool,
) -> Option<ConversationId> {
    let fits = |id: &&ConversationId| !unread || inbox.row(**id).is_some_and(Row::is_unread);
    let at = from.and_then(|from| shown.iter().position(|id| *id == from));
    let (before, after) = match at {
        Some(at) => (shown.get(..at)?, shown.get(at + 1..)?),
        None => (&[][..], shown),
    };
    if down { after.iter().find(fits).copied() } else { before.iter().rev().find(fits).copied() }
}

/// Whose colour a conversation has: the other one's, or its own.
pub fn face_of(row: &Row) -> String {
    // A person has the same colour wherever they are met, among people as among conversations.
    row.with.map_or_else(|| row.conversation.to_string(), |person| person.to_string())
}

/// The last line of a row in words, and whether it is a draft.
pub fn last_words(row: &Row, me: PersonId) -> (String, bool) {
    // What one has begun to say is the one thing here that waits for oneself.
    if !is_blank(&row.draft) {
        return (isolated(&excerpt(row.draft.trim())), true);
    }
    let Some(line) = &row.last else { return ("Nothing has been said yet".into(), false) };
    if let Some(notice) = &line.notice {
        return (notice_words(&line.author_name, line.author == me, notice), false);
    }
    let text = if line.deleted { "Message deleted".to_owned() } else { isolated(&line.text) };
    let said = match (line.author == me, row.kind) {
        (true, _) => format!("You: {text}"),
        // Of a kind that only a newer program knows it cannot be said that there are only two.
        (false, Kind::Group | Kind::Other) => format!("{}: {text}", isolated(&line.author_name)),
        (false, Kind::Direct) => text,
    };
    (said, false)
}

/// What there is to say when no row fits; `founds`: whether one may start a group.
pub fn empty_words(filter: Filter, founds: bool) -> (&'static str, &'static str) {
    match filter {
        Filter::All => ("No conversations yet", "Find a person and say hello."),
        Filter::Unread => ("You are up to date", "Nothing is unread."),
        Filter::Groups if founds => ("No groups yet", "Make one for your team or ward."),
        Filter::Groups => ("No groups yet", "Your organisation has switched off starting new ones."),
        Filter::Archived => ("Nothing is archived", "What you archive waits here until something new is said in it."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::access::Timestamp;
    use domain::chat::model::{Line, Notice};
    use uuid::Uuid;

    fn room(n: u128) -> ConversationId {
        ConversationId(Uuid::from_u128(n))
    }

    fn row(n: u128, at: i64, unread: i64) -> Row {
        Row {
            conversation: room(n),
            kind: Kind::Group,
            title: "Ward 7".into(),
            with: None,
            members: 3,
            last: None,
            last_seq: 9,
            last_number: 9,
            read_number: 9 - unread,
            unread,
            marked_unread: false,
            pinned: false,
            muted: false,
            archived: false,
            draft: String::new(),
            answers: None,
            activity_at: Timestamp(at),
            feed: 0,
        }
    }

    fn inbox(rows: Vec<Row>) -> Inbox {
        let mut inbox = Inbox::of(PersonId(Uuid::from_u128(1)));
        inbox.rows = rows;
        inbox
    }

    #[test]
    fn pinned_first_then_unread_then_the_latest() {
        let pinned = Row { pinned: true, ..row(4, 1, 0) };
        let inbox = inbox(vec![row(1, 10, 0), row(2, 5, 2), row(3, 20, 0), pinned]);
        assert_eq!(order(&inbox, Filter::All, None), [4, 2, 3, 1].map(room));
    }

    #[test]
    fn the_open_conversation_keeps_its_place_until_it_is_left() {
        let unread = row(2, 5, 2);
        let place = unread.place();
        let inbox = inbox(vec![row(1, 10, 0), row(2, 5, 0), row(3, 20, 0)]);
        assert_eq!(order(&inbox, Filter::All, Some((room(2), place))), [2, 3, 1].map(room));
        assert_eq!(order(&inbox, Filter::Unread, Some((room(2), place))), [room(2)]);
        assert_eq!(order(&inbox, Filter::All, None), [3, 1, 2].map(room));
    }

    #[test]
    fn archived_rows_show_only_where_they_belong() {
        let inbox = inbox(vec![row(1, 1, 0), Row { archived: true, ..row(2, 2, 1) }]);
        assert_eq!(order(&inbox, Filter::All, None), [room(1)]);
        assert_eq!(order(&inbox, Filter::Archived, None), [room(2)]);
        assert!(order(&inbox, Filter::Unread, None).is_empty());
    }

    #[test]
    fn neighbours_are_found_up_and_down_and_among_the_unread() {
        let inbox = inbox(vec![row(1, 1, 0), row(2, 2, 0), row(3, 3, 0), row(4, 4, 1)]);
        let shown = [4, 3, 2, 1].map(room);
        assert_eq!(neighbour(&inbox, &shown, Some(room(3)), true, false), Some(room(2)));
        assert_eq!(neighbour(&inbox, &shown, Some(room(2)), false, true), Some(room(4)));
        assert_eq!(neighbour(&inbox, &shown, Some(room(1)), true, false), None);
        assert_eq!(neighbour(&inbox, &shown, None, true, false), Some(room(4)));
    }

    #[test]
    fn the_last_line_says_who_and_a_draft_goes_before_it() {
        let me = PersonId(Uuid::from_u128(1));
        let line = |author: u128, notice| Line {
            seq: 9,
            author: PersonId(Uuid::from_u128(author)),
            author_name: "Asha Patel".into(),
            text: "Bed 4 is ready".into(),
            notice,
            deleted: false,
        };
        let said = |last| last_words(&Row { last: Some(last), ..row(1, 1, 0) }, me).0;
        assert_eq!(said(line(2, None)), "Asha Patel: Bed 4 is ready");
        assert_eq!(said(line(1, None)), "You: Bed 4 is ready");
        assert_eq!(said(line(2, Some(Notice::Left))), "Asha Patel left");
        let arabic = Line { author_name: "علي".into(), text: "\u{202e}abc".into(), ..line(2, None) };
        assert_eq!(said(arabic), "\u{2068}علي\u{2069}: \u{2068}abc\u{2069}", "neither turns the other");
        let drafted = Row { draft: " On my ".into(), ..row(1, 1, 0) };
        assert_eq!(last_words(&drafted, me), ("On my".into(), true));
    }
}
