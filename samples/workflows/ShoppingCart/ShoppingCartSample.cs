using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Worker;

namespace Samples.Workflows.ShoppingCart;

/// <summary>A shopping cart driven by updates.</summary>
public sealed class ShoppingCartSample : ISample
{
    /// <inheritdoc/>
    public string Name => "shopping-cart";

    /// <inheritdoc/>
    public void Register(TemporalWorkerOptions options) =>
        options.AddWorkflow<CartWorkflow>().AddActivity(Prices.OfCart);

    /// <inheritdoc/>
    public async Task<string> RunAsync(ITemporalClient client, string taskQueue, TextWriter output)
    {
        var cart = await client.StartWorkflowAsync(
            (CartWorkflow wf) => wf.RunAsync(), new($"cart-{Guid.NewGuid()}", taskQueue));
        await cart.ExecuteUpdateAsync(wf => wf.AddAsync("tea", 2));
        var price = await cart.ExecuteUpdateAsync(wf => wf.AddAsync("coffee", 1));
        await output.WriteLineAsync($"the cart costs {price}");
        var refusal = "";
        try
        {
            await cart.ExecuteUpdateAsync(wf => wf.AddAsync("tea", 1000));
        }
        catch (WorkflowUpdateFailedException e)
        {
            refusal = e.InnerException!.Message;
        }

        await cart.ExecuteUpdateAsync(wf => wf.CheckOutAsync());
        var bought = await cart.GetResultAsync();
        return $"{string.Join(", ", bought.Select(i => $"{i.Value} {i.Key}"))} for {price}; refused: {refusal}";
    }
}
