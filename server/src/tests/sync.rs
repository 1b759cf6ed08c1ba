//! Whatever happens in whatever order, every page ends as a fresh fetch: several people on several devices at two servers, who write
//! and come and go truly at once; lines that break, answers that come late or not at all, hints that come twice and out of order.
//!
//! The pages are the browser's own code (`ChatState`) at the end of real sockets. A case is made of a seed, which is printed when it
//! fails; `SEED=n` runs that one. How the deeds of several interleave is the machine's choice.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain::access::{ConversationId, Ctx, Failure, MessageId, Outcome, PersonId, World};
use domain::chat::actions;
use domain::chat::live::Up;
use domain::chat::model::{Span, Spans};
use domain::testing::{Engine, TestWorld};
use platform::bus::Hint;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::dice::Dice;
use super::line::Page;
use super::nodes::{Node, Two};
use crate::hub::Hub;

/// Cases at one server and at two, a thousand in all; by hand more or fewer: `CASES=50`.
const CASES: u64 = 500;
/// So many share a hospital: its people, and a growing inbox.
const TOGETHER: u64 = 20;
/// More than a greeting is told of one conversation.
const BURST: u64 = 310;

/// Hands hints on to the sockets late, twice, and in another order.
struct Rumours {
    dice: Dice,
    /// All is handed on as it comes.
    calm: bool,
    late: Vec<(Arc<Hub>, Hint)>,
}

type Rumour = Arc<Mutex<Rumours>>;

impl Rumours {
    fn new() -> Rumour {
        Arc::new(Mutex::new(Self { dice: Dice::of(7), calm: false, late: Vec::new() }))
    }

    fn pass(&mut self, hub: &Arc<Hub>, hint: &Hint) {
        if self.calm {
            return hub.act(hint);
        }
        if self.dice.once_in(6) {
            return self.late.push((hub.clone(), hint.clone()));
        }
        hub.act(hint);
        if self.dice.once_in(10) {
            hub.act(hint);
        }
        if self.dice.once_in(4) {
            self.tell();
        }
    }

    /// From now on all is handed on as it comes, and what is late at once; or no longer.
    fn be_calm(&mut self, calm: bool) {
        self.calm = calm;
        self.tell();
    }

    fn tell(&mut self) {
        for (hub, hint) in self.late.drain(..).rev() {
            hub.act(&hint);
        }
    }
}

fn hear(rumours: &Rumour) -> impl Fn(&World, &Arc<Hub>) + use<> {
    let rumours = rumours.clone();
    move |world: &World, hub: &Arc<Hub>| {
        let (hub, rumours) = (hub.clone(), rumours.clone());
        world.bus.listen(move |hint| rumours.lock().expect("nobody panicked").pass(&hub, hint));
    }
}

/// A hospital with its servers.
enum Hospital {
    Small(Box<TestWorld>, Node),
    Large(Box<Two>),
}

impl Hospital {
    async fn on(engine: Engine, rumours: &Rumour) -> Self {
        match engine {
            Engine::Sqlite => {
                let ward = TestWorld::on(engine).await;
                let node = Node::that_hears(&ward.world, false, hear(rumours));
                Self::Small(Box::new(ward), node)
            }
            Engine::Postgres => Self::Large(Box::new(Two::that_hear(0, true, hear(rumours)).await)),
        }
    }

    fn ward(&self) -> &TestWorld {
        match self {
            Self::Small(ward, _) => ward,
            Self::Large(two) => &two.ward,
        }
    }

    fn nodes(&self) -> [&Node; 2] {
        match self {
            Self::Small(_, node) => [node, node],
            Self::Large(two) => [&two.one, &two.other],
        }
    }
}

/// Four people, each with two devices, one at either server.
struct Staff(Vec<[Ctx; 2]>);

impl Staff {
    async fn of(hospital: &Hospital) -> Self {
        let (ward, nodes) = (hospital.ward(), hospital.nodes());
        let mut staff = Vec::new();
        for name in ["Asha Patel", "Ben Okafor", "Cleo Marsh", "Dev Rao"] {
            let desk = ward.person(name).await;
            let phone = ward.another_device(&desk).await;
            staff.push([nodes[0].world.ctx(desk.who), nodes[1].world.ctx(phone.who)]);
        }
        Self(staff)
    }

    fn person(&self, at: usize) -> PersonId {
        self.0[at][0].who.person
    }

    fn people(&self) -> Vec<PersonId> {
        (0..self.0.len()).map(|at| self.person(at)).collect()
    }
}

/// What all who write in a case know.
#[derive(Clone)]
struct Scene {
    people: Vec<PersonId>,
    chats: Vec<ConversationId>,
    /// What was said so far, to be answered, changed and deleted.
    said: Arc<Mutex<Vec<(ConversationId, MessageId)>>>,
}

impl Scene {
    fn pick(&self, dice: &mut Dice) -> Option<(ConversationId, MessageId)> {
        let said = self.said.lock().expect("nobody panicked");
        (!said.is_empty()).then(|| *dice.one(&said))
    }

    async fn say(&self, who: &Ctx, chat: ConversationId, id: Option<MessageId>, reply: Option<MessageId>) -> Outcome<()> {
        let sent = actions::send(who, chat, id, "Obs stable.", reply, None).await?;
        self.said.lock().expect("nobody panicked").push((chat, sent.id));
        Ok(())
    }
}

/// Something that somebody does on one of their devices.
async fn deed(dice: &mut Dice, devices: &[Ctx; 2], scene: &Scene) -> Outcome<()> {
    let (who, chat, person) = (dice.one(devices).clone(), *dice.one(&scene.chats), *dice.one(&scene.people));
    let said = scene.pick(dice);
    match dice.below(24) {
        0..=7 => scene.say(&who, chat, None, None).await,
        8 => {
            // The answer was lost on the way: the other device's tab sends it again, at the same moment.
            let id = Some(MessageId(who.world.id()));
            let (one, other) = tokio::join!(scene.say(&devices[0], chat, id, None), scene.say(&devices[1], chat, id, None));
            one.and(other)
        }
        9 | 10 => match said {
            Some((chat, id)) => scene.say(&who, chat, None, Some(id)).await,
            None => Ok(()),
        },
        11 | 12 => match said {
            Some((chat, id)) => {
                let around = actions::open(&who, chat, Some(id)).await?;
                let version = around.timeline.find(id).map_or(1, |message| message.version);
                actions::edit(&who, chat, id, version, "Obs not stable.").await.map(drop)
            }
            None => Ok(()),
        },
        13 => match said {
            Some((chat, id)) => actions::delete(&who, chat, id).await.map(drop),
            None => Ok(()),
        },
        14 => actions::save_draft(&who, chat, "so far", None, None).await.map(drop),
        15 => actions::set_flags(&who, chat, Some(dice.once_in(2)), Some(dice.once_in(2)), Some(dice.once_in(3))).await,
        16 => actions::mark_read(&who, Some(chat)).await,
        17 => actions::mark_unread(&who, chat, None).await,
        18 | 19 => {
            let last = actions::open(&who, chat, None).await?.timeline.last_seq;
            let mut shown = Spans::default();
            shown.insert(Span(last.saturating_sub(2).max(1), last.max(1)));
            actions::hear(&who, Up::Delivered { conversation: chat, seq: last }).await?;
            actions::hear(&who, Up::Seen { conversation: chat, up_to: last, shown }).await
        }
        20 => actions::rename(&who, chat, &format!("Ward {}", dice.below(9))).await,
        21 => actions::add_people(&who, chat, &[person]).await,
        22 => actions::remove_person(&who, chat, person).await,
        _ => match dice.below(3) {
            0 => actions::leave(&who, chat).await,
            1 => actions::appoint(&who, chat, person, "admin").await,
            _ => actions::appoint(&who, chat, person, "member").await,
        },
    }
}

/// One after the other, as fast as they come.
async fn write(mut dice: Dice, devices: [Ctx; 2], scene: Scene) {
    for _ in 0..4 + dice.below(10) {
        match deed(&mut dice, &devices, &scene).await {
            // A change that the rules refuse is part of life: it must leave no trace.
            Ok(()) | Err(Failure::Invalid { .. } | Failure::Forbidden | Failure::NotFound) => {}
            Err(failure) => panic!("{failure:?}"),
        }
    }
    if dice.once_in(100) {
        for _ in 0..BURST {
            drop(scene.say(&devices[0], scene.chats[0], None, None).await);
        }
    }
}

/// Somebody watches, on a line that breaks, until the others have done.
async fn watch_it(mut dice: Dice, mut page: Page, scene: Scene, mut done: watch::Receiver<bool>) -> Page {
    page.on_bad_wifi(dice.clone());
    while !*done.borrow_and_update() {
        match dice.below(12) {
            0 => page.reconnect().await,
            1 => drop(page.enter(*dice.one(&scene.chats)).await),
            2..=5 => page.late().await,
            _ => page.listen(Duration::from_millis(1 + dice.below(4))).await,
        }
    }
    page
}

async fn live_through(hospital: &Hospital, staff: &Staff, rumours: &Rumour, seed: u64) {
    rumours.lock().expect("nobody panicked").be_calm(false);
    let mut dice = Dice::of(seed);
    let mut chats = Vec::new();
    for (at, name) in ["Ward 7", "Night shift"].into_iter().enumerate() {
        let founder = &staff.0[at][0];
        let history = *dice.one(&["all", "joining"]);
        let others = [staff.person(1 - at), staff.person(2)];
        chats.push(actions::start_group(founder, None, name, &others, history).await.expect("a group"));
    }
    let direct = actions::start_direct(&staff.0[3][0], staff.person(0)).await.expect("a conversation");
    actions::send(&staff.0[3][0], direct, None, "I am here.", None, None).await.expect("sent");
    chats.push(direct);
    let scene = Scene { people: staff.people(), chats, said: Arc::default() };
    let (tell, done) = watch::channel(false);
    let mut watching = JoinSet::new();
    for (at, devices) in staff.0.iter().enumerate() {
        for (side, device) in devices.iter().enumerate() {
            // One of each is enough for some.
            if side == 1 && dice.once_in(2) {
                continue;
            }
            let first = if at == 3 { direct } else { scene.chats[dice.index(2)] };
            let page = hospital.nodes()[side].page(device, first).await;
            watching.spawn(watch_it(Dice::of(dice.roll()), page, scene.clone(), done.clone()));
        }
    }
    let writing: JoinSet<()> = staff.0.iter().map(|devices| write(Dice::of(dice.roll()), devices.clone(), scene.clone())).collect();
    writing.join_all().await;
    tell.send(true).expect("they watch");
    let pages = watching.join_all().await;
    for node in hospital.nodes() {
        while !node.world.lane.is_marked() {
            tokio::task::yield_now().await;
        }
    }
    rumours.lock().expect("nobody panicked").be_calm(true);
    for mut page in pages {
        page.on_good_wifi().await;
        page.assert_in_sync().await;
        page.reconnect().await;
        page.greeted().await;
        page.assert_in_sync().await;
    }
}

async fn cases(engine: Engine) {
    let named = |name| std::env::var(name).ok().and_then(|number| number.parse::<u64>().ok());
    let (only, cases) = (named("SEED"), named("CASES").unwrap_or(CASES));
    let seeds: Vec<u64> = only.map_or_else(|| (1..=cases).collect(), |seed| vec![seed]);
    for together in seeds.chunks(usize::try_from(TOGETHER).expect("small")) {
        let rumours = Rumours::new();
        let hospital = Hospital::on(engine, &rumours).await;
        let staff = Staff::of(&hospital).await;
        for seed in together {
            println!("seed {seed}");
            Box::pin(live_through(&hospital, &staff, &rumours, *seed)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_happens_every_page_ends_as_a_fresh_fetch_on_one_server() {
    cases(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_happens_every_page_ends_as_a_fresh_fetch_at_two_servers() {
    cases(Engine::Postgres).await;
}
