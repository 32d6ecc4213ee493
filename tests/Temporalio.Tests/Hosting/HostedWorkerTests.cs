using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Temporalio.Activities;
using Temporalio.Client;
using Temporalio.Extensions.Hosting;
using Temporalio.Tests.Support;
using Temporalio.Workflows;

namespace Temporalio.Tests.Hosting;

public class HostedWorkerTests
{
    public sealed class Database
    {
        public int Scopes { get; set; }
    }

    public sealed class Unit : IDisposable
    {
        private readonly Database _database;

        public Unit(Database database)
        {
            _database = database;
            database.Scopes++;
        }

        public bool Disposed { get; private set; }

        public int Number => _database.Scopes;

        public void Dispose() => Disposed = true;
    }

    public class ScopedActivities(Unit unit)
    {
        [Activity]
        public async Task<string> UseAsync()
        {
            await Task.Delay(5);
            return $"unit {unit.Number} {unit.Disposed}";
        }

        [Activity]
        public async Task NothingAsync() => await Task.Yield();
    }

    public class SingletonActivities
    {
        private int _calls;

        [Activity]
        public int Count() => ++_calls;
    }

    public static class StaticActivities
    {
        [Activity]
        public static string Fixed() => "fixed";
    }

    [Workflow]
    public class UseAll
    {
        [WorkflowRun]
        public async Task<string> RunAsync()
        {
            var options = new ActivityOptions { StartToCloseTimeout = TimeSpan.FromSeconds(10) };
            var first = await Workflow.ExecuteActivityAsync((ScopedActivities a) => a.UseAsync(), options);
            var second = await Workflow.ExecuteActivityAsync((ScopedActivities a) => a.UseAsync(), options);
            await Workflow.ExecuteActivityAsync((ScopedActivities a) => a.NothingAsync(), options);
            await Workflow.ExecuteActivityAsync((SingletonActivities a) => a.Count(), options);
            var count = await Workflow.ExecuteActivityAsync((SingletonActivities a) => a.Count(), options);
            var text = await Workflow.ExecuteActivityAsync(() => StaticActivities.Fixed(), options);
            return $"{first}, {second}, {count}, {text}";
        }
    }

    [Theory, OnOurs, OnOfficial]
    public async Task AddHostedTemporalWorker_AllKindsOfActivities_Run(ServerKind server)
    {
        var target = (await TestServers.ClientAsync(server)).Connection.Options.TargetHost;
        var queue = $"tq-{Guid.NewGuid()}";
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton<Database>().AddScoped<Unit>();
        builder.Services.AddTemporalClient(target, "default");
        builder.Services.AddHostedTemporalWorker(queue)
            .AddScopedActivities<ScopedActivities>()
            .AddSingletonActivities<SingletonActivities>()
            .AddStaticActivities(typeof(StaticActivities))
            .AddWorkflow<UseAll>()
            .ConfigureOptions(o => o.MaxConcurrentActivities = 5);
        using var host = builder.Build();
        await host.StartAsync();
        var client = host.Services.GetRequiredService<ITemporalClient>();
        var result = await client.ExecuteWorkflowAsync(
            (UseAll wf) => wf.RunAsync(), new(id: $"wf-{Guid.NewGuid()}", taskQueue: queue)).WaitAsync(Scenario.Patience);
        Assert.Equal("unit 1 False, unit 2 False, 2, fixed", result);
        await host.StopAsync();
    }

    [Fact]
    public void AddHostedTemporalWorker_SameQueueTwice_Throws()
    {
        var services = new ServiceCollection();
        services.AddHostedTemporalWorker("queue");
        services.AddHostedTemporalWorker("other");
        Assert.Throws<InvalidOperationException>(() => services.AddHostedTemporalWorker("queue"));
    }
}
