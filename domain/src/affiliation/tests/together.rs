//! Two at the same moment: what the one decides by, the other may be changing.

use tokio::join;

use super::*;

story!(nobody_is_left_in_a_group_of_a_trust_that_they_are_just_leaving, |world| async {
    let trusts = Trusts::of(&world).await;
    for round in 0..15 {
        trusts.lend(&world, OPEN_END).await;
        let group = chat::start_group(&trusts.stella, None, "Night team", &[trusts.other.who.person], "all").await.expect("founded");
        let people = [trusts.asha.who.person];
        let ended = async {
            end_affiliation(&trusts.other, trusts.second(), trusts.asha.who.person, world.now()).await.expect("ended");
            timers(&world).await;
        };
        let (added, ()) = join!(chat::add_people(&trusts.stella, group, &people), ended);
        assert!(matches!(added, Ok(()) | Err(Failure::NotFound)), "{added:?}");
        timers(&world).await;
        assert_eq!(see(&trusts.asha, group).await.map(drop), Err(Failure::NotFound), "round {round}");
        world.wait(1000);
    }
});

story!(of_two_admins_who_take_each_other_out_one_stays, |world| async {
    let trusts = Trusts::of(&world).await;
    let second = admin(&world, world.organisation, "Ada Second", Level::OrganisationAdmin).await;
    let (one, other) = (&trusts.city, &second);
    for _ in 0..10 {
        let (a, b) = join!(
            end_affiliation(one, world.organisation, other.who.person, world.now()),
            end_affiliation(other, world.organisation, one.who.person, world.now()),
        );
        assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
        let (winner, loser) = if a.is_ok() { (one, other) } else { (other, one) };
        let again = Terms { level: Level::OrganisationAdmin, ..terms(&world) };
        affiliate(winner, world.organisation, &address(&world, loser).await, again).await.expect("back again");
    }
});
