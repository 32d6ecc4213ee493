using Temporalio.Workflows;

namespace Samples.Workflows.Entity;

/// <summary>An entity that lives as long as its account: it begins its history anew before that grows long.</summary>
[Workflow]
public class AccountWorkflow
{
    private readonly Queue<decimal> _pending = new();
    private readonly int _movementsPerRun;
    private Account _account;
    private bool _isClosed;

    /// <summary>Handlers may run before the run method: what they need is there from the start.</summary>
    /// <param name="account">The account as the last run left it.</param>
    /// <param name="movementsPerRun">The history begins anew after so many.</param>
    [WorkflowInit]
    public AccountWorkflow(Account account, int movementsPerRun) =>
        (_account, _movementsPerRun) = (account, movementsPerRun);

    /// <summary>Lives until it is closed.</summary>
    /// <param name="account">The account as the last run left it.</param>
    /// <param name="movementsPerRun">The history begins anew after so many.</param>
    /// <returns>The account at its end.</returns>
    [WorkflowRun]
    public async Task<Account> RunAsync(Account account, int movementsPerRun)
    {
        var done = 0;
        while (true)
        {
            await Workflow.WaitConditionAsync(() => _pending.Count > 0 || _isClosed);
            while (_pending.TryDequeue(out var amount))
            {
                _account = _account with { Balance = _account.Balance + amount, Movements = _account.Movements + 1 };
                done++;
            }

            if (_isClosed)
            {
                return _account;
            }

            // Everything that has come is taken in: nothing is lost with this history.
            if (done >= _movementsPerRun || Workflow.ContinueAsNewSuggested)
            {
                throw Workflow.CreateContinueAsNewException(
                    (AccountWorkflow wf) => wf.RunAsync(Next(_account), _movementsPerRun));
            }
        }
    }

    /// <summary>Money comes or goes.</summary>
    /// <param name="amount">Negative when it goes.</param>
    [WorkflowSignal]
    public Task MoveAsync(decimal amount)
    {
        _pending.Enqueue(amount);
        return Task.CompletedTask;
    }

    /// <summary>The account ends.</summary>
    [WorkflowSignal]
    public Task CloseAsync()
    {
        _isClosed = true;
        return Task.CompletedTask;
    }

    /// <summary>The account now.</summary>
    [WorkflowQuery]
    public Account Current() => _account;

    private static Account Next(Account account) => account with { Runs = account.Runs + 1 };
}
