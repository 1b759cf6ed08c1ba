//! Two servers on one NATS.

use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::{sleep, timeout};

use super::*;
use crate::testing::Nats;

const LONG: Duration = Duration::from_secs(20);

/// A server's bus, and what is heard there.
struct Node {
    bus: Bus,
    heard: UnboundedReceiver<Hint>,
}

impl Node {
    async fn at(url: &str, key: u8) -> Self {
        let bus = Bus::shared(&url.parse().unwrap(), Secret::new([key; 32])).await.unwrap();
        let (told, heard) = unbounded_channel();
        bus.listen(move |hint| drop(told.send(hint.clone())));
        Self { bus, heard }
    }

    async fn hears(&mut self) -> Hint {
        timeout(LONG, self.heard.recv()).await.expect("something is heard").unwrap()
    }

    /// Tells until the other hears it: that both are there.
    async fn finds(&self, other: &mut Self) {
        let there = Hint::Members(Uuid::from_u128(u128::MAX));
        let finds = async {
            loop {
                self.tell(&there);
                if let Ok(Some(heard)) = timeout(Duration::from_millis(50), other.heard.recv()).await {
                    assert_eq!(heard, there);
                    break;
                }
            }
            // What was told more than once is heard as often.
            while let Ok(Some(_)) = timeout(Duration::from_millis(100), other.heard.recv()).await {}
        };
        timeout(LONG, finds).await.expect("they find each other");
    }

    #[expect(clippy::disallowed_methods, reason = "nothing is committed here")]
    fn tell(&self, hint: &Hint) {
        self.bus.publish(hint);
    }
}

fn told(number: u128) -> Hint {
    Hint::Members(Uuid::from_u128(number))
}

#[tokio::test]
async fn what_is_told_on_one_server_is_heard_on_every_other_and_nobody_hears_an_echo() {
    let nats = Nats::start().await;
    let (mut one, mut two, mut three) = (Node::at(nats.url(), 7).await, Node::at(nats.url(), 7).await, Node::at(nats.url(), 7).await);
    one.finds(&mut two).await;
    one.finds(&mut three).await;
    while let Ok(Some(_)) = timeout(Duration::from_millis(100), two.heard.recv()).await {}
    while one.heard.try_recv().is_ok() {}
    one.tell(&told(1));
    assert_eq!((one.hears().await, two.hears().await, three.hears().await), (told(1), told(1), told(1)));
    two.tell(&told(2));
    // Only now would an echo of the first have come.
    assert_eq!((one.hears().await, two.hears().await, three.hears().await), (told(2), told(2), told(2)));
}

#[tokio::test]
async fn another_hospital_on_the_same_nats_hears_nothing_and_is_not_heard() {
    let nats = Nats::start().await;
    let (ours, mut also_ours, mut theirs) = (Node::at(nats.url(), 7).await, Node::at(nats.url(), 7).await, Node::at(nats.url(), 8).await);
    ours.finds(&mut also_ours).await;
    timeout(LONG, theirs.bus.missed()).await.expect("they know that something was said which they cannot read");
    theirs.tell(&told(1));
    assert_eq!(theirs.hears().await, told(1), "and only what they said themselves");
    ours.tell(&told(2));
    assert_eq!(also_ours.hears().await, told(2));
}

#[tokio::test]
async fn a_hint_too_long_for_nats_leaves_the_others_knowing_that_they_missed_something() {
    let nats = Nats::start().await;
    let (one, mut two) = (Node::at(nats.url(), 7).await, Node::at(nats.url(), 7).await);
    one.finds(&mut two).await;
    while timeout(Duration::from_millis(100), two.bus.missed()).await.is_ok() {}
    let long = Hint::Frame { to: [Uuid::nil()].into(), except: None, body: vec![b'a'; 2 << 20].into() };
    one.tell(&long);
    timeout(LONG, two.bus.missed()).await.expect("told that there is something");
    one.tell(&told(1));
    assert_eq!(two.hears().await, told(1), "and the connection stands");
}

#[tokio::test]
async fn without_nats_a_server_starts_and_works_and_finds_the_others_when_it_is_there() {
    let mut nats = Nats::start().await;
    nats.stop();
    let (mut one, mut two) = (Node::at(nats.url(), 7).await, Node::at(nats.url(), 7).await);
    for number in 0..10_000 {
        one.tell(&told(number));
    }
    for number in 0..10_000 {
        assert_eq!(one.heard.try_recv().ok(), Some(told(number)), "who is here is told at once");
    }
    nats.start_again().await;
    timeout(LONG, two.bus.missed()).await.expect("it knows that it heard nothing until now");
    one.finds(&mut two).await;
    nats.stop();
    sleep(Duration::from_millis(50)).await;
    nats.start_again().await;
    timeout(LONG, two.bus.missed()).await.expect("and again");
    one.finds(&mut two).await;
}

#[tokio::test]
async fn nats_that_hangs_holds_nobody_up_and_what_comes_after_is_heard() {
    let nats = Nats::start().await;
    let (one, mut two) = (Node::at(nats.url(), 7).await, Node::at(nats.url(), 7).await);
    one.finds(&mut two).await;
    nats.signal("STOP");
    let frame = Hint::Frame { to: [Uuid::nil()].into(), except: None, body: vec![b'a'; 2048].into() };
    let tells = async {
        // More than may wait anywhere.
        for _ in 0..100 {
            (0..100).for_each(|_| one.tell(&frame));
            tokio::task::yield_now().await;
        }
    };
    timeout(LONG, tells).await.expect("nobody waits");
    nats.signal("CONT");
    let heard = async {
        loop {
            one.tell(&told(1));
            while let Ok(heard) = timeout(Duration::from_millis(100), two.heard.recv()).await {
                if heard == Some(told(1)) {
                    return;
                }
            }
        }
    };
    timeout(LONG, heard).await.expect("it goes on");
}
