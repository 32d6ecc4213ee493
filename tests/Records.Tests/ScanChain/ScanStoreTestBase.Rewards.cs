using OpsFlow.Platform.Runs;
using OpsFlow.Platform.Store;
using OpsFlow.Records.ScanChain;
using OpsFlow.Workflows.ScanChain;

namespace OpsFlow.Records.Tests.ScanChain;

/// <content>What users get.</content>
public abstract partial class ScanStoreTestBase
{
    private protected async Task CheckWritesAsync()
    {
        await using var database = Open();
        var (scans, _) = Stores(database);
        var rewards = new RewardStore(database, scans, _time);
        foreach (var id in new[] { "s1", "s2" })
        {
            var step = await AcceptAsync(scans, id);
            await scans.EndAsync(step, ScanStage.Reward, s_reward, _time.GetUtcNow(), default);
            await Task.WhenAll(Enumerable.Range(0, 10).SelectMany(_ => Enum.GetValues<ScanWrite>())
                .Select(w => rewards.WriteAsync(id, w, default)));
        }

        Assert.Equal((20L, 2L), await rewards.PointsAsync("mina", default));
        Assert.Single(await rewards.CharactersAsync("mina", default));
        Assert.Equal((2L, 1L, 1L), (
            await CountAsync(database, "rewards"), await CountAsync(database, "character_ownerships"),
            await CountAsync(database, "user_characters")));
        Assert.All(await rewards.StatusAsync("s2", default), s => Assert.Equal("saved", s.Value));
    }

    private protected async Task CheckRedriveAsync()
    {
        await using var database = Open();
        var (scans, _) = Stores(database);
        var rewards = new RewardStore(database, scans, _time);
        var step = await AcceptAsync(scans, "s1");
        await scans.EndAsync(step, ScanStage.Reward, s_reward, _time.GetUtcNow(), default);
        await rewards.ParkAsync(new("s1", ScanWrite.Reward, "down"), default);
        await rewards.ParkAsync(new("s1", ScanWrite.Ownership, "down"), default);
        var parked = Assert.Single(await rewards.ListParkedRunsAsync(null, null, 10, default));
        Assert.Equal(
            ("s1", RunTrouble.Parked, "down", "mina"), (parked.Id, parked.Trouble, parked.Reason, parked.Title));
        Assert.Empty(await rewards.ListParkedRunsAsync(null, (parked.At, parked.Id), 10, default));
        Assert.Single(await rewards.ListParkedRunsAsync(parked.Title.ToUpperInvariant(), null, 10, default));
        Assert.Empty(await rewards.ListParkedRunsAsync($"{parked.Title}%", null, 10, default));
        var redrive = new RewardRedrive(rewards);

        Assert.Equal("0 written, 0 failed", await redrive.RunAsync(_ => { }, default));
        _time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("2 written, 0 failed", await redrive.RunAsync(_ => { }, default));
        // What its run never came to.
        Assert.Equal("1 written, 0 failed", await redrive.RunAsync(_ => { }, default));

        Assert.Empty(await rewards.ListParkedRunsAsync(null, null, 10, default));
        Assert.Equal((10L, 1L), await rewards.PointsAsync("mina", default));
    }

    private protected async Task CheckOwedAsync()
    {
        await using var database = Open();
        var (scans, _) = Stores(database);
        var rewards = new RewardStore(database, scans, _time);
        var redrive = new RewardRedrive(rewards);
        // One whose run was ended right after it had told the user, one that wrote some, one that wrote all, and one
        // without a reward.
        foreach (var (id, writes) in new (string, ScanWrite[])[]
        {
            ("none", []), ("some", [ScanWrite.Reward]), ("all", Enum.GetValues<ScanWrite>()),
        })
        {
            var step = await AcceptAsync(scans, id);
            await scans.EndAsync(step, ScanStage.Reward, s_reward, _time.GetUtcNow(), default);
            foreach (var write in writes)
            {
                await rewards.WriteAsync(id, write, default);
            }
        }

        await scans.EndAsync(
            await AcceptAsync(scans, "nothing"), ScanStage.Reward, new GrantedReward(null, null, 0, "doubtful", null),
            _time.GetUtcNow(), default);

        // The runs have their time.
        Assert.Equal("0 written, 0 failed", await redrive.RunAsync(_ => { }, default));
        Assert.Equal(0, await rewards.CountOwedAsync(default));
        _time.Advance(TimeSpan.FromMinutes(5));

        // Of "some" the character is there by "all", whose user is the same.
        Assert.Equal(1, await rewards.CountOwedAsync(default));
        Assert.Equal("3 written, 0 failed", await redrive.RunAsync(_ => { }, default));
        Assert.Equal(0, await rewards.CountOwedAsync(default));
        Assert.Equal("0 written, 0 failed", await redrive.RunAsync(_ => { }, default));
        Assert.Equal(0, await CountAsync(database, "owed_rewards"));
        Assert.Equal((30L, 3L), await rewards.PointsAsync("mina", default));
        Assert.Equal((3L, 1L, 1L), (
            await CountAsync(database, "rewards"), await CountAsync(database, "character_ownerships"),
            await CountAsync(database, "user_characters")));
    }

    private protected async Task CheckRewardGaugesAsync()
    {
        await using var database = Open();
        var (scans, _) = Stores(database);
        var rewards = new RewardStore(database, scans, _time);
        var gauges = new RewardGauges(rewards, _time);
        await scans.EndAsync(await AcceptAsync(scans, "s1"), ScanStage.Reward, s_reward, _time.GetUtcNow(), default);
        Assert.Equal((0.0, 0.0), await ReadAsync());

        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal((1.0, 0.0), await ReadAsync());
        // Nothing of it comes back: somebody must look at what is put aside.
        await rewards.ParkAsync(new("s1", ScanWrite.Reward, "down"), default);
        Assert.Equal((0.0, 0.0), await ReadAsync());

        // Two characters of one scan, as no program of ours would write them.
        foreach (var character in new[] { "petty", "eco" })
        {
            await database.ExecuteAsync(
                "INSERT INTO user_characters VALUES ('mina', @character, 's1', 1)", new { character }, default);
        }

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((0.0, 1.0), await ReadAsync());

        // While it fails it is asked no more often, and what was counted last stands.
        _time.Advance(TimeSpan.FromMinutes(1));
        await database.ExecuteAsync("ALTER TABLE user_characters RENAME TO away", null, default);
        await Assert.ThrowsAnyAsync<Exception>(() => ReadAsync());
        await database.ExecuteAsync("ALTER TABLE away RENAME TO user_characters", null, default);
        await database.ExecuteAsync("DELETE FROM user_characters", null, default);
        Assert.Equal((0.0, 1.0), await ReadAsync());
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((0.0, 0.0), await ReadAsync());

        // Of what was never counted nothing is said.
        var failing = new RewardGauges(rewards, _time);
        await database.ExecuteAsync("ALTER TABLE user_characters RENAME TO away", null, default);
        await Assert.ThrowsAnyAsync<Exception>(() => failing.ReadAsync(default));
        await database.ExecuteAsync("ALTER TABLE away RENAME TO user_characters", null, default);
        Assert.DoesNotContain(await failing.ReadAsync(default), r => r.Gauge == "opsflow_extra_rewards");

        async Task<(double Missing, double Extra)> ReadAsync()
        {
            var readings = await gauges.ReadAsync(default);
            return (
                readings.Single(r => r.Gauge == "opsflow_rewards_missing").Value,
                readings.Single(r => r.Gauge == "opsflow_extra_rewards").Value);
        }
    }

    private protected async Task CheckDiscardAsync()
    {
        await using var database = Open();
        var (scans, _) = Stores(database);
        var rewards = new RewardStore(database, scans, _time);
        var step = await AcceptAsync(scans, "s1");
        await scans.EndAsync(step, ScanStage.Reward, s_reward, _time.GetUtcNow(), default);
        await rewards.ParkAsync(new("s1", ScanWrite.Ownership, "down"), default);
        var parked = (await rewards.FindParkedRunAsync("s1", default))!;

        await new RunDiscards(database, _time).DiscardAsync(parked, "kim", default);
        _time.Advance(TimeSpan.FromMinutes(6));

        Assert.Empty(await rewards.ListParkedRunsAsync(null, null, 10, default));
        Assert.Equal("0 written, 0 failed", await new RewardRedrive(rewards).RunAsync(_ => { }, default));
        Assert.Equal("discarded", (await rewards.StatusAsync("s1", default))[ScanWrite.Ownership]);
        // Whoever asks for it by name still can.
        Assert.Single(await rewards.ListParkedAsync("s1", default));
    }
}
