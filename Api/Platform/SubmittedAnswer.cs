using OpsFlow.Api.Errors;
using Temporalio.Exceptions;

namespace OpsFlow.Api.Platform;

/// <summary>What is answered to a person whose answer was handed to the workflow that asks for it.</summary>
internal static class SubmittedAnswer
{
    /// <summary>Waits for the update that hands it over.</summary>
    /// <param name="taken">What is answered when it counts.</param>
    /// <param name="refused">The problem when another one came first; a reason of the workflow's own goes before.
    /// </param>
    /// <param name="over">The problem when there is nothing left to answer.</param>
    public static Task<IResult> OfAsync(
        Task<bool> update, IResult taken, (string Code, string Detail) refused, (string Code, string Detail) over) =>
        OfAsync(update, taken, refused, () => Task.FromResult(over));

    /// <summary>As the other overload, for what has to be done when there is no run to take the answer.</summary>
    /// <param name="taken">What is answered when it counts.</param>
    /// <param name="refused">The problem when another one came first; a reason of the workflow's own goes before.
    /// </param>
    /// <param name="overAsync">Asked for the problem then.</param>
    public static async Task<IResult> OfAsync(
        Task<bool> update, IResult taken, (string Code, string Detail) refused,
        Func<Task<(string Code, string Detail)>> overAsync)
    {
        try
        {
            return await update ? taken : Problem.Conflict(refused.Code, refused.Detail);
        }
        catch (WorkflowUpdateFailedException e)
        {
            return Problem.Conflict(refused.Code, RefusedAnswer.Of(e));
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
        {
            var (code, detail) = await overAsync();
            return Problem.Conflict(code, detail);
        }
    }
}
