//! Leave: each deed is asked for as an action does, and answered as the table says; and nothing writes without.

use std::path::Path;

use platform::db::Tx;
use tokio::join;

use super::super::model::deed::{Add, Appoint, Keep, Leave, Remove, Rename, Speak};
use super::super::model::{Deed, Kind, Role, allows};
use super::super::store::{may, own, own_inbox, sees};
use super::statements::files;
use super::{direct, group};
use crate::access::{ConversationId, Does, Failure, Outcome, PersonId};
use crate::chat::actions;
use crate::story;

type Answer = (Deed, Outcome<()>);

async fn ask<D: Does<Deed = Deed>>(tx: &mut Tx, chat: ConversationId, person: PersonId) -> Answer {
    (D::DEED, may::<D>(tx, chat, person).await.map(drop))
}

/// What somebody is answered who asks for every deed.
async fn ask_for_all(tx: &mut Tx, chat: ConversationId, person: PersonId) -> Vec<Answer> {
    let answers = vec![
        ask::<Speak>(tx, chat, person).await,
        (Deed::Keep, own(tx, chat, person).await.map(drop)),
        ask::<Rename>(tx, chat, person).await,
        ask::<Add>(tx, chat, person).await,
        ask::<Remove>(tx, chat, person).await,
        ask::<Appoint>(tx, chat, person).await,
        ask::<Leave>(tx, chat, person).await,
    ];
    assert_eq!(answers.iter().map(|(deed, _)| *deed).collect::<Vec<_>>(), Deed::ALL, "every deed is asked for");
    answers
}

story!(whoever_asks_is_answered_as_the_table_says, |world| async {
    let (asha, ben, cleo) = (world.person("Asha Patel").await, world.person("Ben Okafor").await, world.person("Cleo Marsh").await);
    let chat = group(&asha, &[&ben], "all").await;
    let me = asha.who.person;
    for kind in [Kind::Direct, Kind::Group, Kind::Other] {
        world.write("UPDATE conversation SET kind = $2 WHERE id = $1", |query| query.bind(chat).bind(kind)).await;
        for role in [Role::Owner, Role::Admin, Role::Member, Role::Other] {
            let appoint = "UPDATE membership SET role = $3 WHERE conversation_id = $1 AND person_id = $2";
            world.write(appoint, |query| query.bind(chat).bind(me).bind(role)).await;
            let mut tx = world.world.db.write().await.expect("a write begins");
            for (deed, answer) in ask_for_all(&mut tx, chat, me).await {
                let said = if allows(kind, role, deed) { Ok(()) } else { Err(Failure::Forbidden) };
                assert_eq!(answer, said, "{deed:?} by {role:?} in {kind:?}");
            }
            for (deed, answer) in ask_for_all(&mut tx, chat, cleo.who.person).await {
                assert_eq!(answer, Err(Failure::NotFound), "{deed:?} by somebody else in {kind:?}");
            }
            let seen = sees(&mut tx, chat, me).await.expect("whoever is in it sees it");
            assert_eq!((seen.kind(), seen.role()), (kind, role), "that is what was asked about");
        }
    }
    let mut tx = world.world.db.write().await.expect("a write begins");
    assert!(own_inbox(&mut tx, cleo.who.person).await.is_ok(), "an inbox is its owner's, empty or not");
    let kept = may::<Keep>(&mut tx, chat, cleo.who.person).await;
    assert_eq!(kept.expect_err("she is not in it"), Failure::NotFound);
});

story!(all_is_marked_read_on_one_device_while_the_other_sorts_the_inbox, |world| async {
    let (asha, ben, cleo) = (world.person("Asha Patel").await, world.person("Ben Okafor").await, world.person("Cleo Marsh").await);
    let again = world.another_device(&asha).await;
    let chats = [direct(&asha, &ben).await, direct(&asha, &cleo).await, group(&asha, &[&ben, &cleo], "all").await];
    for turn in 0..10 {
        for chat in chats {
            let pin = actions::set_flags(&again, chat, Some(turn % 2 == 0), None, None);
            let (read, pinned) = join!(actions::mark_read(&asha, None), pin);
            assert_eq!((read, pinned), (Ok(()), Ok(())), "neither waits for the other for ever");
        }
    }
});

/// What of the store writes without leave, and why.
const WITHOUT: [(&str, &str); 7] = [
    ("hold_marks", "holds the rows that `update_marks` moves, and changes nothing"),
    ("insert_conversation", "nobody is in it yet"),
    ("insert_receipts", "of marks that moved"),
    ("reserve", "the seqs that hold a batch, for which leave is asked then"),
    ("update_feed", "what somebody else had leave for is told to whose row it is"),
    ("update_marks", "moves those alone of people who are in the conversation while it runs"),
    ("update_own_seq", "as `update_feed`"),
];

#[test]
fn what_writes_asks_for_leave() {
    let store = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/chat/store");
    let (mut asking, mut without) = (0, Vec::new());
    // The permits' own file holds the locks.
    for path in files(&store).into_iter().filter(|path| !path.ends_with("permits.rs")) {
        let source = std::fs::read_to_string(path).expect("a source file reads");
        for function in source.split("pub async fn ").skip(1) {
            let (name, _) = function.split_once(['(', '<']).expect("a function has a name");
            let (takes, _) = function.split_once(" -> ").expect("a statement answers something");
            if takes.contains("&Permit<") || takes.contains("&Held") {
                asking += 1;
            } else if !["find_", "list_", "count_", "is_"].iter().any(|verb| name.starts_with(verb)) {
                without.push(name.to_owned());
            }
        }
    }
    without.sort_unstable();
    assert_eq!(without, WITHOUT.map(|(name, _)| name));
    assert!(asking > 20, "the scan finds what asks");
}
