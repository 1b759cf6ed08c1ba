//! The permission matrix, its sockets: everybody who may knock × everything a page can say up the line.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use domain::access::{ConversationId, PersonId};
use domain::chat::actions;
use domain::chat::live::{Frame, Held, PROTOCOL, Up};
use domain::chat::model::{Place, Span, Spans};
use domain::testing::Engine;
use tokio::time::timeout;

use super::planted::{self, Planted, masked};
use super::stage::{Stage, Who, listen};
use super::wire::{Heard, LONG, Wire};
use crate::live;
use crate::security::{Most, Patience};

/// What comes to somebody whose line does not stand.
fn refusal(who: Who) -> &'static str {
    if who == Who::Locked { "HTTP/1.1 423" } else { "HTTP/1.1 401" }
}

/// Everything a page can say, of one conversation; last what is answered.
fn everything(conversation: ConversationId) -> Vec<Up> {
    let mut shown = Spans::default();
    shown.insert(Span(1, 3));
    let held = vec![Held { conversation, seq: 1, read_number: 0, marked_unread: false }];
    vec![
        Up::Active,
        Up::Typing(conversation),
        Up::Delivered { conversation, seq: 3 },
        Up::Seen { conversation, up_to: 3, shown },
        Up::Hello { protocol: PROTOCOL, feed: 0, held, above: Place::TOP, open: Some(conversation) },
    ]
}

/// Which of all kinds it is: a new one has to be said above, too.
fn kind(up: &Up) -> usize {
    match up {
        Up::Active => 0,
        Up::Typing(_) => 1,
        Up::Delivered { .. } => 2,
        Up::Seen { .. } => 3,
        Up::Hello { .. } => 4,
    }
}

/// What comes down the line until this does.
async fn heard_until(wire: &mut Wire, is_last: impl Fn(&Frame) -> bool) -> Vec<Frame> {
    let mut frames = Vec::new();
    let whole = async {
        loop {
            match wire.hear().await {
                Heard::Told(frame) if is_last(&frame) => break frames.push(*frame),
                Heard::Told(frame) => frames.push(*frame),
                Heard::Closed(code) => panic!("closed with {code}, after {frames:?}"),
            }
        }
    };
    timeout(LONG, whole).await.expect("it comes");
    frames
}

/// Says everything of a conversation, and hears all that is answered.
async fn say_all(wire: &mut Wire, conversation: ConversationId) -> Vec<Frame> {
    for up in everything(conversation) {
        wire.say(&up).await;
    }
    heard_until(wire, |frame| matches!(frame, Frame::Ready { .. })).await
}

fn written(frames: &[Frame]) -> String {
    serde_json::to_string(frames).expect("written")
}

/// Which words somebody was told, of those that are not for them.
fn told(who: Who, frames: &[Frame]) -> Vec<&'static str> {
    planted::told(who, &written(frames))
}

/// What does not tell of what all of them are in, and may tell each other at any moment.
fn besides(mut frames: Vec<Frame>, there: ConversationId) -> Vec<Frame> {
    frames.retain(|frame| match frame {
        Frame::Events { conversation, .. } | Frame::Marks { conversation, .. } | Frame::Typing { conversation, .. } => {
            *conversation != there
        }
        _ => true,
    });
    frames
}

async fn listening(engine: Engine) -> (Stage, Planted, SocketAddr) {
    let stage = Stage::on(engine).await;
    let planted = Planted::on(&stage).await;
    live::watch(&stage.world.world, &stage.hub);
    let address = listen(&stage.router, Most::of(100), Patience::default());
    (stage, planted, address)
}

#[test]
fn everything_a_page_can_say_is_said() {
    let kinds: BTreeSet<usize> = everything(ConversationId(uuid::Uuid::nil())).iter().map(kind).collect();
    assert_eq!(kinds, (0..=4).collect());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_of_a_line_is_for_those_at_work() {
    let (stage, _, address) = Box::pin(listening(Engine::Sqlite)).await;
    for who in Who::ALL {
        let line = Wire::knock(address, stage.asker(who).await.token.as_deref()).await;
        match line {
            Ok(_) => assert!(Who::AT_WORK.contains(&who), "{who:?} has a line"),
            Err(answer) => assert!(!Who::AT_WORK.contains(&who) && answer.starts_with(refusal(who)), "{who:?}: {answer}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_is_said_of_others_conversations_is_as_if_said_of_none_and_they_hear_nothing_on_sqlite() {
    Box::pin(strangers_say_all(Engine::Sqlite)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_is_said_of_others_conversations_is_as_if_said_of_none_and_they_hear_nothing_on_postgres() {
    Box::pin(strangers_say_all(Engine::Postgres)).await;
}

async fn strangers_say_all(engine: Engine) {
    let (stage, planted, address) = Box::pin(listening(engine)).await;
    let (mut vera, mut wim) = (Wire::of(address, planted.vera.who.device).await, Wire::of(address, planted.wim.who.device).await);
    say_all(&mut vera, planted.group).await;
    let (mut lines, mut strangers) = (Vec::new(), Vec::new());
    for who in Who::AT_WORK {
        let ctx = stage.ctx(who).expect("somebody");
        strangers.push(ctx.who.person);
        let mut line = Wire::of(address, ctx.who.device).await;
        let missing = say_all(&mut line, ConversationId(stage.world.world.id())).await;
        let missing = masked(&written(&besides(missing, planted.late)));
        for conversation in [planted.group, planted.direct] {
            let answer = say_all(&mut line, conversation).await;
            assert_eq!(told(who, &answer), [""; 0], "{who:?} is told it: {answer:?}");
            let answer = masked(&written(&besides(answer, planted.late)));
            assert_eq!(answer, missing, "{who:?}: another's conversation is as one that is not there");
        }
        let late = say_all(&mut line, planted.late).await;
        assert_eq!(told(who, &late), [""; 0], "{who:?} is told it: {late:?}");
        lines.push((who, line));
    }
    wim.say(&Up::Typing(planted.group)).await;
    let wims = planted.wim.who.person;
    let typed = heard_until(&mut vera, |frame| matches!(frame, Frame::Typing { person, .. } if *person == wims)).await;
    wim.say(&Up::Delivered { conversation: planted.group, seq: 3 }).await;
    let marked = |frame: &Frame| matches!(frame, Frame::Marks { marks, .. } if marks.iter().any(|mark| mark.person == wims));
    let marks = heard_until(&mut vera, marked).await;
    let heard = written(&besides([typed, marks].concat(), planted.late));
    assert!(!strangers.iter().any(|PersonId(id)| heard.contains(&id.to_string())), "she hears of strangers: {heard}");
    actions::send(&planted.vera, planted.group, None, "marrowfat again", None, None).await.expect("sent");
    for (who, mut line) in lines {
        let answer = say_all(&mut line, ConversationId(stage.world.world.id())).await;
        assert_eq!(told(who, &answer), [""; 0], "{who:?} hears what is said there: {answer:?}");
    }
}
