use domain::access::ConversationId;
use domain::chat::live::Event;

use super::*;

const WARD: ConversationId = ConversationId(Uuid::from_u128(7));
const ASHA: PersonId = PersonId(Uuid::from_u128(1));
const BEN: PersonId = PersonId(Uuid::from_u128(2));
const TABLET: DeviceId = DeviceId(Uuid::from_u128(3));

fn held(seq: i64) -> [Held; 1] {
    [Held { conversation: WARD, seq, read_number: 0, marked_unread: false }]
}

fn events(seqs: &[i64]) -> Frame {
    Frame::Events { conversation: WARD, events: seqs.iter().map(|seq| Event::Hidden { seq: *seq }).collect() }
}

fn hint(frame: &Frame) -> Hint {
    Hint::Frame { to: [ASHA.0].into(), except: None, body: domain::chat::lane::encode(frame) }
}

fn told(frame: Frame) -> Missed {
    Missed { frames: vec![frame], ..Missed::default() }
}

fn behind(heads: &Heads, id: Uuid, seq: i64) -> Vec<PersonId> {
    heads.behind(&[Head { id, seq }]).into_iter().flat_map(|(_, people)| people).collect()
}

#[test]
fn whoever_was_told_of_everything_is_not_behind_and_of_what_was_lost_all_who_watch_are() {
    let heads = Arc::<Heads>::default();
    let (mut asha, mut ben) = (heads.watch(ASHA, TABLET), heads.watch(BEN, TABLET));
    asha.holds(0, &held(4), &Missed::default());
    ben.holds(0, &held(2), &told(events(&[3, 4])));
    assert!(behind(&heads, WARD.0, 4).is_empty());
    heads.hear(&hint(&events(&[5, 6])));
    assert!(behind(&heads, WARD.0, 6).is_empty());
    assert_eq!(behind(&heads, WARD.0, 7), [ASHA, BEN]);
    heads.hear(&hint(&events(&[7])));
    assert!(behind(&heads, WARD.0, 7).is_empty(), "it was on its way");
    heads.told(&heads.behind(&[Head { id: WARD.0, seq: 9 }]));
    assert!(behind(&heads, WARD.0, 9).is_empty(), "once");
    heads.hear(&hint(&events(&[8])));
    assert!(behind(&heads, WARD.0, 9).is_empty(), "a late one takes nothing back");
}

#[test]
fn of_what_a_browser_does_not_hold_it_hears_too_that_something_was_said() {
    let heads = Arc::<Heads>::default();
    let mut asha = heads.watch(ASHA, TABLET);
    asha.holds(0, &[], &Missed { besides: vec![(WARD, 4)], ..Missed::default() });
    assert!(behind(&heads, WARD.0, 4).is_empty());
    assert_eq!(behind(&heads, WARD.0, 5), [ASHA]);
}

fn row(seq: i64) -> Frame {
    let row = serde_json::json!({
        "conversation": WARD, "kind": "group", "title": "Ward 7", "with": null, "members": 3, "last": null, "last_seq": seq,
        "last_number": 1, "read_number": 0, "unread": 1, "marked_unread": false, "pinned": false, "muted": false,
        "archived": false, "draft": "", "answers": null, "activity_at": 0, "feed": 1
    });
    Frame::Own { feed: 1, own: Own::Row(Box::new(serde_json::from_value(row).expect("a row"))) }
}

#[test]
fn of_a_group_that_one_is_added_to_afterwards_it_hears_too_that_something_was_said() {
    let heads = Arc::<Heads>::default();
    heads.hear(&hint(&row(2)));
    assert!(heads.ids().is_empty(), "nobody is here to be told");
    let (mut asha, mut again) = (heads.watch(ASHA, TABLET), heads.watch(ASHA, TABLET));
    asha.holds(0, &[], &Missed::default());
    again.holds(0, &[], &Missed::default());
    heads.hear(&hint(&row(2)));
    heads.hear(&hint(&row(3)));
    assert!(behind(&heads, WARD.0, 2).is_empty());
    assert_eq!(behind(&heads, WARD.0, 4), [ASHA]);
    drop(asha);
    assert_eq!(behind(&heads, WARD.0, 4), [ASHA]);
    drop(again);
    assert!(heads.ids().is_empty() && heads.known().joined.is_empty());
}

#[test]
fn what_is_told_of_a_large_conversation_was_heard_too() {
    let heads = Arc::<Heads>::default();
    let mut asha = heads.watch(ASHA, TABLET);
    asha.holds(0, &held(4), &Missed::default());
    let bodies = [(0, domain::chat::lane::encode(&events(&[5])))].into();
    heads.hear(&Hint::Topic { topic: WARD.0, shape: 3, bodies });
    assert!(behind(&heads, WARD.0, 5).is_empty());
    assert_eq!(behind(&heads, WARD.0, 6), [ASHA]);
}

#[test]
fn a_feed_is_watched_as_a_conversation_is() {
    let heads = Arc::<Heads>::default();
    let mut asha = heads.watch(ASHA, TABLET);
    asha.holds(3, &[], &told(Frame::Missed { feed: 5, own: Vec::new() }));
    assert!(behind(&heads, ASHA.0, 5).is_empty());
    heads.hear(&hint(&Frame::Own { feed: 6, own: Own::Gone(WARD) }));
    assert!(behind(&heads, ASHA.0, 6).is_empty());
    heads.hear(&domain::chat::actions::look_again(&[ASHA]));
    assert_eq!(behind(&heads, ASHA.0, 7), [ASHA]);
}

#[test]
fn nobody_can_say_of_what_others_watch_that_it_was_heard() {
    let heads = Arc::<Heads>::default();
    let (mut asha, mut ben) = (heads.watch(ASHA, TABLET), heads.watch(BEN, TABLET));
    asha.holds(0, &held(i64::MAX), &Missed::default());
    assert!(behind(&heads, WARD.0, 4).is_empty());
    assert_eq!(behind(&heads, WARD.0, 5), [ASHA], "what is further than the database does not last");
    ben.holds(0, &held(9), &Missed::default());
    assert_eq!(behind(&heads, WARD.0, 5), [ASHA, BEN]);
}

#[test]
fn what_nobody_watches_any_more_is_forgotten() {
    let heads = Arc::<Heads>::default();
    let (mut asha, mut ben) = (heads.watch(ASHA, TABLET), heads.watch(BEN, TABLET));
    asha.holds(0, &held(4), &Missed::default());
    ben.holds(0, &held(4), &Missed::default());
    asha.holds(0, &[], &Missed::default());
    assert_eq!(behind(&heads, WARD.0, 5), [BEN]);
    assert_eq!(heads.devices(), [TABLET]);
    drop((asha, ben));
    assert!(heads.ids().is_empty() && heads.devices().is_empty());
}

#[test]
fn a_server_that_is_alone_remembers_nothing() {
    let heads = Heads::on(&Bus::default());
    let mut asha = heads.watch(ASHA, TABLET);
    asha.holds(0, &held(4), &Missed::default());
    assert!(heads.ids().is_empty() && heads.devices().is_empty());
}
