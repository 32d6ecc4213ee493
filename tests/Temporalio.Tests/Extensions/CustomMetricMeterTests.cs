using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Temporalio.Client;
using Temporalio.Extensions.DiagnosticSource;
using Temporalio.Runtime;
using Temporalio.Tests.Support;
using Temporalio.Workflows;

namespace Temporalio.Tests.Extensions;

public class CustomMetricMeterTests
{
    [Workflow]
    public class Counting
    {
        [WorkflowRun]
        public async Task RunAsync() =>
            Workflow.MetricMeter.CreateCounter<int>("counted").Add(3, [new("extra", "e")]);
    }

    [Theory, OnOurs, OnOfficial]
    public async Task Meter_OfAWorker_GivesToListeners(ServerKind server)
    {
        using var meter = new Meter($"meter-{Guid.NewGuid()}");
        var seen = new ConcurrentQueue<(string Name, string? Unit, object Value, Dictionary<string, object?> Tags)>();
        using var listener = Listen(meter, seen);
        await Scenario.RunAsync(
            server,
            o => o.AddWorkflow<Counting>(),
            s => s.Client.ExecuteWorkflowAsync((Counting wf) => wf.RunAsync(), s.NewWorkflow()),
            client: c => TemporalClient.CreateLazy(new(c.Connection.Options.TargetHost!)
            {
                Runtime = new(new(new TelemetryOptions { Metrics = new() { CustomMetricMeter = new CustomMetricMeter(meter, true) } })),
            }));

        var counted = Assert.Single(seen, v => v.Name == "counted");
        Assert.Equal((3L, "e", "Counting"), (counted.Value, counted.Tags["extra"], counted.Tags["workflow_type"]));
        Assert.Contains(seen, v => v is { Name: "temporal_workflow_completed", Value: 1L });
        Assert.Contains(seen, v => v is { Name: "temporal_request_latency", Unit: "ms", Value: long });
        Assert.Contains(seen, v => v.Name == "temporal_worker_task_slots_available");
    }

    [Fact]
    public void Meter_EveryKind_IsRecorded()
    {
        using var meter = new Meter($"meter-{Guid.NewGuid()}");
        var seen = new ConcurrentQueue<(string Name, string? Unit, object Value, Dictionary<string, object?> Tags)>();
        using var listener = Listen(meter, seen);
        var custom = new CustomMetricMeter(meter);
        var some = custom.CreateTags(null, [new("a", 1), new("b", 2)]);
        var more = custom.CreateTags(some, [new("b", 3)]);
        custom.CreateCounter<long>("c", "u", "d").Add(5, more);
        custom.CreateGauge<double>("g", null, null).Set(1.5, some);
        custom.CreateHistogram<TimeSpan>("h", null, null).Record(TimeSpan.FromMilliseconds(250), some);

        Assert.Equal(("c", "u", (object)5L), (seen.ElementAt(0).Name, seen.ElementAt(0).Unit, seen.ElementAt(0).Value));
        Assert.Equal((1, 3), (seen.ElementAt(0).Tags["a"], seen.ElementAt(0).Tags["b"]));
        Assert.Equal(2, seen.ElementAt(1).Tags["b"]);
        Assert.Equal(("h", "s", (object)0.25), (seen.ElementAt(2).Name, seen.ElementAt(2).Unit, seen.ElementAt(2).Value));
        Assert.Same(meter, custom.Meter);
    }

    private static MeterListener Listen(
        Meter meter, ConcurrentQueue<(string Name, string? Unit, object Value, Dictionary<string, object?> Tags)> seen)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter == meter)
                {
                    l.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((i, v, tags, _) => seen.Enqueue((i.Name, i.Unit, v, Tags(tags))));
        listener.SetMeasurementEventCallback<double>((i, v, tags, _) => seen.Enqueue((i.Name, i.Unit, v, Tags(tags))));
        listener.Start();
        return listener;
    }

    private static Dictionary<string, object?> Tags(ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        tags.ToArray().ToDictionary(t => t.Key, t => t.Value);
}
