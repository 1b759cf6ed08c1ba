//! Whoever belongs to a topic is told of it, whoever does not is told nothing, and what was not heard is asked about.

use super::*;

const TOPIC: Uuid = Uuid::from_u128(7);

fn person(of: u8) -> Uuid {
    Uuid::from_u128(u128::from(of))
}

fn watched(of: u8, shape: i64, from_seq: i64) -> Watched {
    Watched { topic: ConversationId(TOPIC), person: PersonId(person(of)), shape, from_seq }
}

struct Screen {
    place: Place,
    told: mpsc::Receiver<Down>,
}

impl Screen {
    fn of(hub: &Arc<Hub>, of: u8) -> Self {
        let (place, told) = hub.enter(person(of), person(100 + of)).expect("there is a place");
        Self { place, told }
    }

    fn heard(&mut self) -> Vec<String> {
        let word = |down| match down {
            Down::Frame(text) => text.to_string(),
            Down::Watching(topic) if topic == TOPIC => "asked".to_owned(),
            other => panic!("{other:?}"),
        };
        std::iter::from_fn(|| self.told.try_recv().ok()).map(word).collect()
    }
}

fn say(hub: &Hub, shape: i64, bodies: &[(i64, &'static str)]) {
    let bodies = bodies.iter().map(|(from, text)| (*from, Bytes::from_static(text.as_bytes()))).collect();
    hub.act(&Hint::Topic { topic: TOPIC, shape, bodies });
}

fn reshape(hub: &Hub, shape: i64, came: &[(u8, i64)], went: &[u8]) {
    let came = came.iter().map(|(who, from)| (person(*who), *from)).collect();
    hub.act(&Hint::Watchers { topic: TOPIC, shape, came, went: went.iter().copied().map(person).collect() });
}

#[test]
fn each_is_told_what_is_for_them_and_a_stranger_nothing() {
    let hub = Arc::new(Hub::default());
    let [mut old, mut new, mut stranger] = [1, 2, 3].map(|of| Screen::of(&hub, of));
    old.place.watch(&[watched(1, 4, 1)]);
    new.place.watch(&[watched(2, 4, 9)]);
    say(&hub, 4, &[(0, "all of it"), (6, "less")]);
    assert_eq!((old.heard(), new.heard(), stranger.heard()), (vec!["all of it".into()], vec!["less".into()], vec![]));
}

#[test]
fn whoever_comes_is_told_from_then_on_and_whoever_goes_no_more() {
    let hub = Arc::new(Hub::default());
    let [mut stays, mut goes, mut comes] = [1, 2, 3].map(|of| Screen::of(&hub, of));
    stays.place.watch(&[watched(1, 4, 1)]);
    goes.place.watch(&[watched(2, 4, 1)]);
    reshape(&hub, 5, &[(3, 8)], &[2]);
    say(&hub, 5, &[(0, "news")]);
    assert_eq!((stays.heard(), goes.heard(), comes.heard()), (vec!["news".into()], vec![], vec!["news".into()]));
}

#[test]
fn what_was_not_heard_of_who_went_is_asked_before_anything_more_is_told() {
    let hub = Arc::new(Hub::default());
    let [mut stays, mut goes] = [1, 2].map(|of| Screen::of(&hub, of));
    stays.place.watch(&[watched(1, 4, 1)]);
    goes.place.watch(&[watched(2, 4, 1)]);
    // The hint of the fifth shape was lost, and so a later one does not help.
    reshape(&hub, 6, &[], &[]);
    say(&hub, 6, &[(0, "not for whoever went")]);
    say(&hub, 6, &[(0, "nor this")]);
    assert_eq!((stays.heard(), goes.heard()), (vec!["asked".into()], vec!["asked".to_owned()]), "once");
    stays.place.watch_one(TOPIC, Some(&watched(1, 6, 1)));
    goes.place.watch_one(TOPIC, None);
    say(&hub, 6, &[(0, "news")]);
    assert_eq!((stays.heard(), goes.heard()), (vec!["news".into()], vec![]));
}

#[test]
fn an_older_hint_takes_nobody_back_and_a_closed_screen_leaves_nothing() {
    let hub = Arc::new(Hub::default());
    let [mut again, closed] = [1, 2].map(|of| Screen::of(&hub, of));
    // They went in the fifth shape, and came again in the sixth, which is what they say they have.
    again.place.watch(&[watched(1, 6, 1)]);
    closed.place.watch(&[watched(2, 6, 1)]);
    drop(closed);
    reshape(&hub, 5, &[], &[1]);
    say(&hub, 6, &[(0, "news")]);
    assert_eq!(again.heard(), ["news"]);
    drop(again);
    assert!(hub.topics.is_empty());
}
