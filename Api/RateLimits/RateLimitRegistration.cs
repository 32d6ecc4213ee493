using OpsFlow.Api.Authentication;
using OpsFlow.Api.Errors;

namespace OpsFlow.Api.RateLimits;

/// <summary>Registers the limits.</summary>
internal static class RateLimitRegistration
{
    public const string PerCaller = "caller";

    public static IServiceCollection AddOpsFlowRateLimits(this IServiceCollection services, RateLimitSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<WrongKeys>();
        services.AddSingleton<WebhookLimits>();
        services.AddRateLimiter(limiter =>
        {
            limiter.AddPolicy(
                WebhookLimits.PerAddress, context => WebhookLimits.Partition(Caller.Of(context), settings.WebhookRate));
            limiter.AddPolicy(
                PerCaller, context => WebhookLimits.Partition(
                    Callers.IdOf(context.User) is { Length: > 0 } id ? id : Caller.Of(context), settings.ApiRate));
            limiter.OnRejected = (rejected, _) => new(
                Problem.TooMany(ProblemWords.TooManyRequests, WebhookLimits.RetryAfter(rejected.Lease))
                    .ExecuteAsync(rejected.HttpContext));
        });
        return services;
    }
}
