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
    public static async Task<IResult> OfAsync(
        Task<bool> update, IResult taken, (string Code, string Detail) refused, (string Code, string Detail) over)
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
            return Problem.Conflict(over.Code, over.Detail);
        }
    }
}
