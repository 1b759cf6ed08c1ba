//! Every statement of every store can be prepared on both engines.

use platform::db::Sql;

use crate::testing::TestWorld;

#[tokio::test]
async fn every_statement_prepares_on_both_engines() {
    for world in TestWorld::on_both().await {
        for sql in crate::statements() {
            world.world.db.prepare(sql).await.unwrap_or_else(|error| panic!("{:?}: {error}\n{sql}", world.engine));
        }
        for (before, columns, after) in crate::row_statements() {
            let sql = Sql::rows(before, 2, columns, after);
            world.world.db.prepare(sql).await.unwrap_or_else(|error| panic!("{:?}: {error}\n{before} … {after}", world.engine));
        }
    }
}
