using Microsoft.AspNetCore.Mvc;

namespace OpsFlow.Api.Errors;

/// <summary>Registers how errors are answered.</summary>
internal static class ErrorRegistration
{
    public static IServiceCollection AddOpsFlowErrors(this IServiceCollection services)
    {
        services.AddExceptionHandler<ExceptionToProblem>();
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = context =>
            Complete(context.ProblemDetails));
        return services;
    }

    // Answers that the framework makes itself (routing, content types) get a code too, and words of the reader's.
    private static void Complete(ProblemDetails problem)
    {
        var (code, title) = problem.Status switch
        {
            401 => ("unauthenticated", ProblemWords.Unauthenticated),
            404 => ("not_found", ProblemWords.Missing),
            405 => ("method_not_allowed", ProblemWords.MethodNotAllowed),
            413 => ("too_large", problem.Title),
            415 => ("unsupported_media_type", ProblemWords.UnsupportedMediaType),
            >= 500 => ("internal_error", ProblemWords.InternalError),
            _ => ("invalid_request", ProblemWords.InvalidRequest),
        };
        if (problem.Extensions.TryAdd("code", code))
        {
            problem.Title = title;
        }
    }
}
