namespace OpsFlow.Api.Errors;

/// <summary>Registers how errors are answered.</summary>
internal static class ErrorRegistration
{
    public static IServiceCollection AddOpsFlowErrors(this IServiceCollection services)
    {
        services.AddExceptionHandler<ExceptionToProblem>();
        // Answers that the framework makes itself (routing, content types) get a code too.
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = context =>
            context.ProblemDetails.Extensions.TryAdd("code", context.ProblemDetails.Status switch
            {
                401 => "unauthenticated",
                404 => "not_found",
                405 => "method_not_allowed",
                413 => "too_large",
                415 => "unsupported_media_type",
                >= 500 => "internal_error",
                _ => "invalid_request",
            }));
        return services;
    }
}
