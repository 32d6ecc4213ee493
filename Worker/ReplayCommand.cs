using OpsFlow.Workflows.ErrorAnalysis;
using Temporalio.Common;
using Temporalio.Worker;
using Temporalio.Workflows;

namespace OpsFlow.Worker;

/// <summary><c>replay FILE...</c>: checks that today's workflow code still agrees with recorded histories.</summary>
internal static class ReplayCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> files, TextWriter output)
    {
        if (files.Count == 0)
        {
            await output.WriteLineAsync("usage: replay HISTORY.json ...");
            return 2;
        }

        // All that there are, so that a new one cannot be forgotten here.
        var options = new WorkflowReplayerOptions();
        foreach (var workflow in typeof(ErrorAnalysisWorkflow).Assembly.GetTypes()
            .Where(t => Attribute.IsDefined(t, typeof(WorkflowAttribute))))
        {
            options.AddWorkflow(workflow);
        }

        var replayer = new WorkflowReplayer(options);
        var failed = 0;
        foreach (var file in files)
        {
            string json;
            try
            {
                json = await File.ReadAllTextAsync(file);
            }
            catch (IOException e)
            {
                await output.WriteLineAsync($"{file}: cannot be read: {e.Message}");
                return 2;
            }

            try
            {
                var history = WorkflowHistory.FromJson(Path.GetFileNameWithoutExtension(file), json);
                var result = await replayer.ReplayWorkflowAsync(history, throwOnReplayFailure: false);
                if (result.ReplayFailure is { } failure)
                {
                    failed++;
                    await output.WriteLineAsync($"{file}: {failure.GetType().Name}: {failure.Message}");
                }
                else
                {
                    await output.WriteLineAsync($"{file}: replayed {history.Events.Count} events, no difference");
                }
            }
            catch (Exception e) when (e is InvalidDataException or Google.Protobuf.InvalidJsonException
                or Google.Protobuf.InvalidProtocolBufferException or ArgumentException)
            {
                failed++;
                await output.WriteLineAsync($"{file}: not a workflow history: {e.Message}");
            }
        }

        return failed == 0 ? 0 : 1;
    }
}
