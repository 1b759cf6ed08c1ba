//! Two servers on one PostgreSQL, with a real NATS between them, and browsers at the other end of real sockets.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain::access::{ConversationId, Ctx, MessageId, World};
use domain::account::actions::{lock, sign_out};
use domain::chat::actions;
use domain::chat::live::close;
use domain::chat::model::Sent;
use domain::testing::{Engine, MONDAY, TestWorld};
use platform::bus::{Bus, Hint};
use platform::clock::Clock;
use platform::secret::Secret;
use platform::testing::Nats;
use tokio::sync::mpsc::unbounded_channel;
use tokio::time::timeout;
use uuid::Uuid;

use super::line::{LONG, Page};
use super::stage::{listen, served};
use crate::heads::{EVERY, Heads, look_now_and_then};
use crate::hub::Hub;
use crate::live;
use crate::security::{Most, Patience};

const HOUR: i64 = 3_600_000;

/// One server, listening.
pub struct Node {
    pub world: World,
    address: SocketAddr,
}

impl Node {
    /// Of this world; whether it looks what it has not heard.
    fn of(world: &World, looks: bool) -> Self {
        Self::that_hears(world, looks, live::watch)
    }

    /// Whose sockets hear by way of this.
    pub fn that_hears(world: &World, looks: bool, hear: impl FnOnce(&World, &Arc<Hub>)) -> Self {
        let heads = Heads::on(&world.bus);
        let (router, hub) = served(world, &heads, None);
        hear(world, &hub);
        if looks {
            tokio::spawn(look_now_and_then(world.clone(), hub, heads, EVERY));
        }
        Self { world: world.clone(), address: listen(&router, Most::of(100), Patience::default()) }
    }

    pub async fn page(&self, who: &Ctx, conversation: ConversationId) -> Page {
        Page::open(self.address, self.world.ctx(who.who), conversation).await
    }
}

/// Two servers of one hospital.
pub struct Two {
    nats: Nats,
    pub ward: TestWorld,
    /// Where the ward's people are.
    pub one: Node,
    pub other: Node,
}

impl Two {
    /// Whose second one's clock is so far ahead; whether they look what they have not heard.
    async fn with(ahead: i64, looks: bool) -> Self {
        Self::that_hear(ahead, looks, live::watch).await
    }

    /// Whose sockets hear by way of this.
    pub async fn that_hear(ahead: i64, looks: bool, hear: impl Fn(&World, &Arc<Hub>)) -> Self {
        let nats = Nats::start().await;
        let ward = TestWorld::on_bus(Engine::Postgres, bus_at(&nats).await).await;
        let other = ward.another_server(bus_at(&nats).await, Clock::manual(MONDAY + ahead)).await;
        meet(&ward.world.bus, &other.bus).await;
        meet(&other.bus, &ward.world.bus).await;
        let (one, other) = (Node::that_hears(&ward.world, looks, &hear), Node::that_hears(&other, looks, &hear));
        Self { nats, ward, one, other }
    }

    async fn pair(&self) -> (Ctx, Ctx, ConversationId) {
        let (asha, ben) = (self.ward.person("Asha Patel").await, self.ward.person("Ben Okafor").await);
        let chat = actions::start_direct(&asha, ben.who.person).await.expect("a conversation");
        (asha, ben, chat)
    }
}

async fn bus_at(nats: &Nats) -> Bus {
    Bus::shared(&nats.url().parse().expect("a route"), Secret::new([7; 32])).await.expect("a bus")
}

#[expect(clippy::disallowed_methods, reason = "nothing is committed here")]
fn publish(bus: &Bus, hint: &Hint) {
    bus.publish(hint);
}

/// Waits until what is told on one bus is heard on the other.
async fn meet(one: &Bus, other: &Bus) {
    let there = Hint::Members(Uuid::from_u128(7));
    let (told, mut heard) = unbounded_channel();
    let wanted = there.clone();
    other.listen(move |hint| {
        if *hint == wanted {
            told.send(()).unwrap_or_default();
        }
    });
    let met = async {
        while timeout(Duration::from_millis(50), heard.recv()).await.is_err() {
            publish(one, &there);
        }
    };
    timeout(LONG, met).await.expect("they meet");
}

async fn say(who: &Ctx, conversation: ConversationId, body: &str) -> Sent {
    actions::send(who, conversation, None, body, None, None).await.expect("sent")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_sent_on_one_server_arrives_on_a_socket_of_the_other() {
    let two = Two::with(0, false).await;
    let (asha, ben, chat) = two.pair().await;
    let (mut hers, mut his) = (two.one.page(&asha, chat).await, two.other.page(&ben, chat).await);
    say(&asha, chat, "Bed 4 is ready.").await;
    his.sees("Bed 4 is ready.").await;
    say(&two.other.world.ctx(ben.who), chat, "Thank you.").await;
    hers.sees("Thank you.").await;
    his.sees("Thank you.").await;
    let group = actions::start_group(&asha, None, "Ward 7", &[ben.who.person], "all").await.expect("a group");
    his.lists(group, 1).await;
    his.assert_in_sync().await;
    hers.assert_in_sync().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_signed_out_or_locked_on_one_server_is_cut_off_on_the_other() {
    let two = Two::with(0, false).await;
    let (_asha, ben, chat) = two.pair().await;
    let tablet = two.ward.another_device(&ben).await;
    let (mut phone, mut other) = (two.other.page(&ben, chat).await, two.other.page(&tablet, chat).await);
    sign_out(&two.one.world, ben.who).await.expect("signed out");
    assert_eq!(phone.ends().await, close::SIGNED_OUT);
    lock(&tablet).await.expect("locked");
    assert_eq!(other.ends().await, close::LOCKED);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_nats_nothing_is_lost_and_comes_when_the_servers_look() {
    let mut two = Two::with(0, true).await;
    let (asha, ben, chat) = two.pair().await;
    let tablet = two.ward.another_device(&ben).await;
    let (mut hers, mut his, mut tablets) =
        (two.one.page(&asha, chat).await, two.other.page(&ben, chat).await, two.other.page(&tablet, chat).await);
    two.nats.stop();
    for number in 0..20 {
        say(&asha, chat, &format!("Bed {number} is ready.")).await;
        say(&two.other.world.ctx(ben.who), chat, &format!("Bed {number} is taken.")).await;
    }
    say(&asha, chat, "Bed 20 is ready.").await;
    let group = actions::start_group(&asha, None, "Ward 7", &[ben.who.person], "all").await.expect("a group");
    let late = say(&asha, group, "Handover at eight.").await;
    sign_out(&two.one.world, tablet.who).await.expect("signed out");
    his.sees("Bed 20 is ready.").await;
    his.lists(group, late.seq).await;
    hers.sees("Bed 19 is taken.").await;
    assert_eq!(tablets.ends().await, close::SIGNED_OUT);
    his.settle().await;
    his.assert_in_sync().await;
    hers.settle().await;
    hers.assert_in_sync().await;
    two.nats.start_again().await;
    say(&asha, chat, "NATS is back.").await;
    his.sees("NATS is back.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hints_that_come_twice_and_in_the_wrong_order_leave_nothing_twice_on_a_screen() {
    let nats = Nats::start().await;
    // What happens here is told to the other server by hand.
    let ward = TestWorld::on(Engine::Postgres).await;
    let (far, hand) = (bus_at(&nats).await, bus_at(&nats).await);
    meet(&hand, &far).await;
    let other = Node::of(&ward.another_server(far, ward.clock.clone()).await, false);
    let told: Arc<Mutex<Vec<Hint>>> = Arc::default();
    let ear = told.clone();
    ward.world.bus.listen(move |hint| ear.lock().expect("nobody panicked").push(hint.clone()));
    let (asha, ben) = (ward.person("Asha Patel").await, ward.person("Ben Okafor").await);
    let group = actions::start_group(&asha, None, "Ward 7", &[ben.who.person], "all").await.expect("a group");
    let mut page = other.page(&ben, group).await;
    told.lock().expect("nobody panicked").clear();
    let first = say(&asha, group, "Bed 4 is ready.").await;
    for number in 5..12 {
        say(&asha, group, &format!("Bed {number} is ready.")).await;
    }
    actions::edit(&asha, group, first.id, 1, "Bed 4 is not ready.").await.expect("edited");
    actions::rename(&asha, group, "Ward 7 nights").await.expect("renamed");
    let second = say(&asha, group, "A slip.").await;
    actions::delete(&asha, group, second.id).await.expect("deleted");
    let told = told.lock().expect("nobody panicked").clone();
    for hint in told.iter().rev().chain(&told).chain(told.iter().rev().step_by(2)) {
        publish(&hand, hint);
    }
    page.sees("Bed 4 is not ready.").await;
    page.settle().await;
    page.assert_in_sync().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_clock_is_an_hour_wrong_delivers_and_is_delivered_to() {
    for ahead in [HOUR, -HOUR] {
        let two = Two::with(ahead, false).await;
        let (asha, ben, chat) = two.pair().await;
        // He is at work there: what is known of his device is by that clock.
        let (device, there) = (ben.who.device, MONDAY + ahead);
        two.ward.write("UPDATE device SET active_at = $2, unlocked_at = $2 WHERE id = $1", |query| query.bind(device).bind(there)).await;
        let (mut hers, mut his) = (two.one.page(&asha, chat).await, two.other.page(&ben, chat).await);
        for number in 0..3 {
            say(&asha, chat, &format!("Bed {number} is ready.")).await;
            his.sees(&format!("Bed {number} is ready.")).await;
            say(&two.other.world.ctx(ben.who), chat, &format!("Bed {number} is taken.")).await;
            hers.sees(&format!("Bed {number} is taken.")).await;
        }
        his.sees("Bed 2 is taken.").await;
        his.assert_in_sync().await;
        hers.assert_in_sync().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_message_sent_at_both_servers_at_once_is_one_message() {
    let two = Two::with(0, false).await;
    let (asha, ben, chat) = two.pair().await;
    let (here, there) = (asha.clone(), two.other.world.ctx(asha.who));
    let mut his = two.other.page(&ben, chat).await;
    for number in 0..10 {
        let (id, body) = (Some(MessageId(asha.world.id())), format!("Bed {number} is ready."));
        let (one, other) =
            tokio::join!(actions::send(&here, chat, id, &body, None, None), actions::send(&there, chat, id, &body, None, None));
        assert_eq!(one.expect("sent"), other.expect("sent"));
    }
    his.sees("Bed 9 is ready.").await;
    his.settle().await;
    his.assert_in_sync().await;
}
