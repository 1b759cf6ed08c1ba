use domain::access::PersonId;
use uuid::Uuid;

use super::*;

fn room(n: u128) -> ConversationId {
    ConversationId(Uuid::from_u128(n))
}

fn whole(seq: i64) -> Glimpse {
    Glimpse { seq, changed: seq, parts: WHOLE }
}

fn lines(seqs: impl IntoIterator<Item = i64>) -> Vec<Glimpse> {
    seqs.into_iter().map(whole).collect()
}

fn mark(up_to: i64, seen: &[Span]) -> Mark {
    let person = PersonId(Uuid::nil());
    Mark { person, delivered_seq: up_to, read_number: 0, up_to, seen: seen.iter().copied().collect() }
}

/// Three glances at the same lines.
fn look(looking: &mut Looking, seen: &[Glimpse]) -> Sight {
    let [.., last] = [0; 3].map(|_| looking.glance(room(1), seen.to_vec()));
    last.expect("a second has passed")
}

fn read(sight: &Sight) -> Vec<i64> {
    sight.read.iter().map(|line| line.changed).collect()
}

#[test]
fn a_second_of_looking_counts_and_less_does_not() {
    let mut looking = Looking::default();
    let seen = [4, 4, 4, 5, 5, 5].map(|seq| looking.glance(room(1), lines([seq])).map(|sight| (sight.up_to, read(&sight))));
    assert_eq!(seen, [None, None, Some((4, vec![4])), Some((0, vec![4])), Some((0, vec![4])), Some((5, vec![4, 5]))]);
}

#[test]
fn only_what_was_on_screen_is_read_however_far_one_went() {
    let mut looking = Looking::default();
    let sight = look(&mut looking, &lines(54..=60));
    assert_eq!((sight.up_to, read(&sight)), (60, (54..=60).collect()));
    let news = News::of(&sight, None);
    assert_eq!((news.up_to, news.shown.iter().collect::<Vec<_>>()), (60, vec![Span(54, 60)]));
}

#[test]
fn messages_that_keep_coming_do_not_put_off_the_older_ones() {
    let mut looking = Looking::default();
    let ends = [1, 2, 3, 4].map(|last| looking.glance(room(1), lines(1..=last)).map(|sight| sight.up_to));
    assert_eq!(ends, [None, None, Some(1), Some(2)]);
}

#[test]
fn looking_away_or_elsewhere_begins_anew() {
    let mut looking = Looking::default();
    assert_eq!([1, 1].map(|seq| looking.glance(room(1), lines([seq]))), [None, None]);
    looking.away();
    assert_eq!(looking.glance(room(1), lines([1])), None);
    assert_eq!([1, 1].map(|seq| looking.glance(room(2), lines([seq]))), [None, None]);
    assert_eq!(looking.glance(room(2), lines([1])).map(|sight| sight.up_to), Some(1));
}

#[test]
fn a_covered_part_is_not_read_until_it_is_uncovered() {
    let mut looking = Looking::default();
    let half = Glimpse { parts: 0b0000_1111, ..whole(7) };
    let sight = look(&mut looking, &[whole(6), half]);
    assert_eq!((sight.up_to, read(&sight)), (6, vec![6]));
    assert_eq!(read(&look(&mut looking, &[whole(6), whole(7)])), [6, 7]);
}

#[test]
fn what_is_covered_now_and_then_lasts_only_where_it_was_free_all_along() {
    let mut looking = Looking::default();
    let parts = [0b1111_0000, 0b1100_0000, 0b1111_1111];
    let [.., last] = parts.map(|parts| looking.glance(room(1), vec![Glimpse { parts, ..whole(7) }]));
    let sight = last.expect("a second has passed");
    assert_eq!((sight.up_to, read(&sight)), (7, vec![]));
}

#[test]
fn one_taller_than_the_screen_is_read_once_each_part_was_shown() {
    let mut looking = Looking::default();
    let shown = |parts| Glimpse { parts, ..whole(7) };
    let top = look(&mut looking, &[shown(0b0000_0111)]);
    assert_eq!((top.up_to, read(&top)), (0, vec![]));
    // Straight to its end: gone past, and not read.
    let end = look(&mut looking, &[shown(0b1110_0000)]);
    assert_eq!((end.up_to, read(&end)), (7, vec![]));
    assert_eq!(read(&look(&mut looking, &[shown(0b0011_1000)])), [7]);
}

#[test]
fn a_line_that_changes_under_the_eyes_is_read_as_it_was_and_not_yet_as_it_is() {
    let mut looking = Looking::default();
    look(&mut looking, &[whole(5)]);
    let changed = Glimpse { changed: 9, ..whole(5) };
    assert_eq!(looking.glance(room(1), vec![changed]).map(|sight| read(&sight)), Some(vec![5]));
    assert_eq!(read(&look(&mut looking, &[changed])), [5, 9]);
}

#[test]
fn what_could_not_be_told_yet_is_remembered_and_told_later() {
    let mut looking = Looking::default();
    look(&mut looking, &lines([1, 2]));
    assert_eq!(read(&look(&mut looking, &lines([8, 9]))), [1, 2, 8, 9]);
}

#[test]
fn very_many_lines_do_not_pile_up() {
    let mut looking = Looking::default();
    for first in 0..100 {
        look(&mut looking, &lines(first * 10 + 1..=first * 10 + 10));
    }
    assert_eq!(looking.had.len(), MOST_LINES);
    assert_eq!(looking.had.last().map(|line| line.seq), Some(1000));
}

#[test]
fn only_what_the_server_does_not_know_is_news() {
    let sight = Sight { up_to: 6, read: lines(3..=6) };
    assert!(News::of(&sight, Some(&mark(6, &[Span(1, 6)]))).is_empty());
    let news = News::of(&sight, Some(&mark(9, &[Span(1, 4), Span(7, 9)])));
    assert_eq!((news.up_to, news.shown.to_string()), (0, "5-6".into()));
}

#[test]
fn a_changed_line_leaves_no_hole_where_it_was() {
    let sight = Sight { up_to: 6, read: vec![whole(4), Glimpse { changed: 7, ..whole(5) }, whole(6)] };
    assert_eq!(News::of(&sight, None).shown.to_string(), "4-7");
}

#[test]
fn nobody_is_there_after_a_minute_without_a_touch() {
    let mut eyes = Eyes::default();
    eyes.touched(Timestamp(5000));
    assert_eq!([4999, 5000, 64_999, 65_000].map(|at| eyes.is_there(Timestamp(at))), [false, true, true, false]);
    // The page scrolls under a pointer that nobody moves.
    for at in [70_000, 71_000] {
        eyes.pointed((3, 4), Timestamp(at));
    }
    assert!(!eyes.is_there(Timestamp(71_000)));
    eyes.pointed((3, 5), Timestamp(72_000));
    assert!(eyes.is_there(Timestamp(72_000)));
}

#[test]
fn what_was_told_is_told_again_only_when_it_is_never_confirmed() {
    let mut eyes = Eyes::default();
    let news = News { up_to: 3, shown: Spans::from_iter([Span(1, 3)]) };
    assert!(eyes.is_due(room(1), &news, Timestamp(0)));
    eyes.tell(room(1), news.clone(), false, Timestamp(0));
    assert_eq!([500, 9_999, 10_000].map(|at| eyes.is_due(room(1), &news, Timestamp(at))), [false, false, true]);
    assert!(eyes.is_due(room(2), &news, Timestamp(500)));
    assert!(!eyes.is_due(room(1), &News::default(), Timestamp(99_000)));
}

#[test]
fn what_is_not_confirmed_is_kept_for_the_next_line() {
    let mut eyes = Eyes::default();
    let news = |up_to, from| News { up_to, shown: Spans::from_iter([Span(from, up_to)]) };
    eyes.tell(room(1), news(3, 1), false, Timestamp(0));
    eyes.tell(room(1), news(9, 7), false, Timestamp(1));
    eyes.tell(room(2), news(5, 5), false, Timestamp(2));
    let left = |eyes: &Eyes| eyes.unconfirmed().map(|(room, news)| (room, news.up_to, news.shown.to_string())).collect::<Vec<_>>();
    assert_eq!(left(&eyes), [(room(1), 9, "1-3,7-9".to_owned()), (room(2), 5, "5".to_owned())]);
    assert!(!eyes.confirm(room(1), &mark(3, &[Span(1, 3)])));
    assert_eq!(left(&eyes)[0], (room(1), 9, "7-9".to_owned()));
    assert!(!eyes.confirm(room(1), &mark(9, &[Span(1, 9)])));
    eyes.take_back(room(2));
    assert_eq!(left(&eyes), []);
}

#[test]
fn what_is_left_unread_is_asked_for_once_and_only_when_the_server_has_the_look() {
    let mut eyes = Eyes::default();
    let news = |up_to| News { up_to, shown: Spans::from_iter([Span(1, up_to)]) };
    eyes.tell(room(1), news(3), true, Timestamp(0));
    eyes.tell(room(1), news(5), false, Timestamp(1));
    let confirm = |eyes: &mut Eyes, at, up_to| eyes.confirm(room(at), &mark(up_to, &[Span(1, up_to)]));
    assert_eq!([(2, 9), (1, 3), (1, 5), (1, 5)].map(|(at, up_to)| confirm(&mut eyes, at, up_to)), [false, false, true, false]);
}

#[test]
fn an_end_looked_at_is_settled_until_somebody_looks_anew() {
    let mut eyes = Eyes::default();
    assert_eq!([3, 3, 4].map(|end| eyes.settle(room(1), end)), [false, true, false]);
    eyes.away();
    assert!(!eyes.settle(room(1), 4));
}
