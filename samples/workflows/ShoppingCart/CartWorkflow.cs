using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Samples.Workflows.ShoppingCart;

/// <summary>
/// A cart that is changed by updates: each caller gets its answer, and a bad change never enters the history.
/// </summary>
[Workflow]
public class CartWorkflow
{
    private readonly SortedDictionary<string, int> _items = new(StringComparer.Ordinal);
    private readonly Temporalio.Workflows.Mutex _oneAtATime = new();
    private bool _isCheckedOut;

    /// <summary>Lives until it is checked out.</summary>
    /// <returns>What was bought.</returns>
    [WorkflowRun]
    public async Task<IReadOnlyDictionary<string, int>> RunAsync()
    {
        // A handler that is still at work would be cut off by the end.
        await Workflow.WaitConditionAsync(() => _isCheckedOut && Workflow.AllHandlersFinished);
        return _items;
    }

    /// <summary>Puts an article in.</summary>
    /// <param name="quantity">How many.</param>
    /// <returns>The price of the cart now.</returns>
    [WorkflowUpdate]
    public async Task<decimal> AddAsync(string article, int quantity)
    {
        // The price comes from an activity: two updates at once must not mix.
        await _oneAtATime.WaitOneAsync();
        try
        {
            _items[article] = _items.GetValueOrDefault(article) + quantity;
            return await Workflow.ExecuteActivityAsync(
                () => Prices.OfCart(_items.ToDictionary()), new() { StartToCloseTimeout = TimeSpan.FromSeconds(10) });
        }
        finally
        {
            _oneAtATime.ReleaseMutex();
        }
    }

    /// <summary>Refuses what makes no sense; a refused update leaves no trace.</summary>
    /// <param name="quantity">How many.</param>
    [WorkflowUpdateValidator(nameof(AddAsync))]
    public void ValidateAdd(string article, int quantity)
    {
        if (_isCheckedOut)
        {
            throw new ApplicationFailureException("the cart is checked out");
        }

        if (quantity is < 1 or > 99)
        {
            throw new ApplicationFailureException("the quantity must be from 1 to 99");
        }
    }

    /// <summary>Buys.</summary>
    [WorkflowUpdate]
    public Task CheckOutAsync()
    {
        _isCheckedOut = true;
        return Task.CompletedTask;
    }
}
