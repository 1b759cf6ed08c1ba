//! Sealing: everything once, by however many nodes, and nothing that another hand put there.

use tokio::join;
use uuid::Uuid;

use super::{Trail, fill};
use crate::access::{Ctx, Timestamp};
use crate::audit::actions::{record, seal};
use crate::audit::report::Trouble;
use crate::audit::{Audit, Deed, NotAudited};
use crate::chat;
use crate::story;
use crate::testing::TestWorld;

async fn count(world: &TestWorld, sql: &'static str) -> i64 {
    world.world.db.read().await.expect("a read").query(sql).fetch_one::<(i64,)>().await.expect("counted").0
}

story!(what_was_done_waits_and_is_sealed_under_one_head, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let trail = Trail::of(&world);
    trail.assert_whole(0).await;
    let chat = chat::actions::start_group(&asha, None, "Ward 7", &[ben.who.person], "all").await.expect("founded");
    chat::actions::rename(&asha, chat, "Ward 8").await.expect("renamed");
    let report = trail.verify().await;
    assert_eq!((report.whole, report.waiting, report.troubles.len()), (0, 2, 0), "{report}");
    assert_eq!(trail.seal().await, 2);
    trail.assert_whole(2).await;
    assert_eq!(trail.seal().await, 0, "there is nothing left");
    assert_eq!(count(&world, "SELECT count(*) FROM audit_queue").await, 0);
    assert_eq!(count(&world, "SELECT count(*) FROM audit_head").await, 1);
    chat::actions::rename(&asha, chat, "Ward 9").await.expect("renamed");
    trail.seal().await;
    trail.assert_whole(3).await;
    assert!(trail.verify().await.to_string().ends_with(": 3 entries are whole"));
});

story!(more_than_one_head_covers_are_sealed_all_the_same, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = Trail::of(&world);
    fill(&world, &asha, 1_100).await;
    assert_eq!(trail.seal().await, 1_100);
    assert_eq!(count(&world, "SELECT count(*) FROM audit_head").await, 3);
    trail.assert_whole(1_100).await;
});

story!(two_nodes_that_seal_at_once_seal_everything_once, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = Trail::of(&world);
    let does = async |who: &Ctx| {
        let tx = who.write().await.expect("a write");
        who.commit(tx, Audit::own(&who.who, Deed::PinChanged), &[]).await.expect("on disk");
    };
    let (mut done, mut sealed) = (0_usize, 0);
    for _ in 0..20 {
        fill(&world, &asha, 5).await;
        let (one, other, (), ()) = join!(seal(&world.world), seal(&world.world), does(&asha), does(&asha));
        sealed += one.expect("sealed") + other.expect("sealed");
        done += 7;
    }
    sealed += trail.seal().await;
    assert_eq!(sealed, done);
    trail.assert_whole(140).await;
});

story!(a_sealer_waits_for_the_one_that_holds_the_tree_and_sees_what_it_left, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = Trail::with(&world, &asha, 1, 3).await;
    fill(&world, &asha, 4).await;
    // The other node is in the middle of it: it has the row, and has not committed.
    let mut tx = world.world.db.write().await.expect("a write");
    crate::audit::store::hold(&mut tx, world.organisation).await.expect("held");
    let other = tokio::spawn({
        let world = world.world.clone();
        async move { seal(&world).await }
    });
    record(&world.world, &mut tx, &Audit::own(&asha.who, Deed::PinChanged)).await.expect("written down");
    assert!(!other.is_finished());
    world.world.commit(tx, NotAudited("a test's"), &[]).await.expect("on disk");
    let sealed = other.await.expect("not fallen over").expect("sealed") + trail.seal().await;
    assert_eq!(sealed, 5);
    trail.assert_whole(8).await;
});

story!(each_organisation_has_a_tree_of_its_own, |world| async {
    let other = world.organisation("Vale Trust", "vale.nhs.uk").await;
    let (asha, vera) = (world.person("Asha Patel").await, world.person_of(other, "Vera Lang").await);
    let trail = Trail::of(&world);
    fill(&world, &asha, 3).await;
    fill(&world, &vera, 2).await;
    assert_eq!(trail.seal().await, 5);
    let whole: Vec<_> = trail.verify_all().await.into_iter().map(|report| (report.name, report.whole, report.troubles.len())).collect();
    assert_eq!(whole, [("City Trust".into(), 3, 0), ("Vale Trust".into(), 2, 0)]);
    assert_eq!(trail.outside.organisations().expect("read").len(), 2);
});

story!(an_entry_that_another_hand_put_among_those_that_wait_is_not_sealed_and_holds_nobody_up, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = Trail::with(&world, &asha, 1, 3).await;
    let forged = Uuid::from_u128(7);
    let insert = "INSERT INTO audit (organisation_id, id, at, actor, actor_id, device_id, deed, scope, scope_id, detail, mark)
                  SELECT organisation_id, $1, $2, actor, actor_id, device_id, 'signed_in', scope, scope_id, detail, mark FROM audit LIMIT 1";
    trail.tamper(insert, |query| query.bind(forged).bind(Timestamp(1))).await;
    let queue = "INSERT INTO audit_queue (organisation_id, entry_id) VALUES ($1, $2)";
    trail.tamper(queue, |query| query.bind(world.organisation).bind(forged)).await;
    fill(&world, &asha, 2).await;
    assert_eq!(trail.seal().await, 2, "the others do not wait for it");
    let report = trail.verify().await;
    assert_eq!((report.whole, report.troubles), (5, vec![Trouble::Foreign { id: forged }]));
});

story!(an_entry_that_is_asked_to_be_sealed_twice_is_sealed_once, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = Trail::with(&world, &asha, 1, 3).await;
    let again = "INSERT INTO audit_queue (organisation_id, entry_id) SELECT organisation_id, id FROM audit";
    trail.tamper(again, |query| query).await;
    fill(&world, &asha, 1).await;
    assert_eq!(trail.seal().await, 1);
    trail.assert_whole(4).await;
});

story!(a_tree_that_is_not_the_one_that_was_signed_gets_no_signature_and_holds_up_no_other, |world| async {
    let other = world.organisation("Vale Trust", "vale.nhs.uk").await;
    let (asha, vera) = (world.person("Asha Patel").await, world.person_of(other, "Vera Lang").await);
    let trail = Trail::with(&world, &asha, 1, 3).await;
    // Two entries fewer, and the tree of the first: what is sealed next would hide it.
    trail.tamper("UPDATE audit_tree SET size = 1, peaks = (SELECT hash FROM audit_leaf WHERE place = 0)", |query| query).await;
    fill(&world, &asha, 1).await;
    fill(&world, &vera, 2).await;
    assert!(seal(&world.world).await.is_err());
    let reports = trail.verify_all().await;
    assert_eq!((reports[0].whole, reports[0].waiting, &reports[0].troubles[..]), (3, 1, &[Trouble::Tree][..]));
    assert_eq!((reports[1].whole, reports[1].troubles.len()), (2, 0));
});
