using OpsFlow.Platform.Store;

namespace OpsFlow.Platform.Tests.Store;

public sealed class MigrationTests
{
    [Fact]
    public void Select_FilesOfBothEngines_TakesOwnAndCommonInOrder()
    {
        (string, string)[] files =
            [("0010_b.postgres.sql", "pg"), ("0010_b.sqlite.sql", "lite"), ("0002_a.sql", "common")];

        var chosen = Migration.Select(files, DatabaseKind.Postgres);

        Assert.Equal([(2, "common"), (10, "pg")], chosen.Select(m => (m.Number, m.Sql)));
    }

    [Theory]
    [InlineData("1_x.sql")]
    [InlineData("0001_X.sql")]
    [InlineData("0001_x.oracle.sql")]
    public void Select_BadName_IsRefused(string name) =>
        Assert.Throws<StoreException>(() => Migration.Select([(name, "")], DatabaseKind.Sqlite));

    [Fact]
    public void Select_NumberTwice_IsRefused() =>
        Assert.Throws<StoreException>(
            () => Migration.Select([("0001_a.sql", ""), ("0001_b.sql", "")], DatabaseKind.Sqlite));

    [Fact]
    public void LoadEmbedded_BothEngines_HaveTheSameNumbers()
    {
        var assembly = typeof(Database).Assembly;
        Assert.Equal(
            Migration.LoadEmbedded(assembly, DatabaseKind.Sqlite).Select(m => m.Number),
            Migration.LoadEmbedded(assembly, DatabaseKind.Postgres).Select(m => m.Number));
    }
}
