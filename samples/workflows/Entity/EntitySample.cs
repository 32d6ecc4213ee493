using Temporalio.Client;
using Temporalio.Worker;

namespace Samples.Workflows.Entity;

/// <summary>A workflow as an entity, with continue-as-new.</summary>
public sealed class EntitySample : ISample
{
    /// <inheritdoc/>
    public string Name => "entity";

    /// <inheritdoc/>
    public void Register(TemporalWorkerOptions options) => options.AddWorkflow<AccountWorkflow>();

    /// <inheritdoc/>
    public async Task<string> RunAsync(ITemporalClient client, string taskQueue, TextWriter output)
    {
        var handle = await client.StartWorkflowAsync(
            (AccountWorkflow wf) => wf.RunAsync(new Account(), 10), new($"account-{Guid.NewGuid()}", taskQueue));
        // Without a run id the handle follows the account from run to run.
        var account = client.GetWorkflowHandle<AccountWorkflow>(handle.Id);
        for (var i = 1; i <= 35; i++)
        {
            await account.SignalAsync(wf => wf.MoveAsync(i));
        }

        await account.SignalAsync(wf => wf.CloseAsync());
        var end = await handle.GetResultAsync();
        await output.WriteLineAsync($"the history was begun {end.Runs} times");
        return $"{end.Movements} movements, balance {end.Balance}";
    }
}
