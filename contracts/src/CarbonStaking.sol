// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Votes} from "@openzeppelin/contracts/governance/utils/Votes.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ZeroAddress, ZeroAmount} from "./Errors.sol";

/// @title Staked CARBON and the votes that it gives
/// @notice One position an account, which that account alone can move. Votes (ERC-5805) follow the staked amount by
/// checkpoints; they go at once when a cool-down begins.
/// @dev No role and no admin: nobody can hold, move or stop what others have staked.
contract CarbonStaking is Votes, ReentrancyGuard {
    using SafeERC20 for IERC20;

    /// @notice What one account has here.
    struct Position {
        /// Gives votes. In units of 10^-18 CARBON; Votes keeps it below 2^208.
        uint256 staked;
        /// Gives none, and can be claimed from availableAt on.
        uint208 cooling;
        /// Unix seconds; zero when nothing is cooling.
        uint48 availableAt;
    }

    /// @notice The token that is staked.
    IERC20 public immutable token;

    /// @notice How long what is unstaked must wait, in seconds.
    uint32 public immutable cooldownSeconds;

    mapping(address account => Position) private _positions;

    /// @notice CARBON was staked.
    /// @param account Whose it is.
    /// @param amount What was added.
    /// @param staked The whole stake after it.
    event Staked(address indexed account, uint256 amount, uint256 staked);

    /// @notice A part of a stake began to cool down, together with what was cooling already.
    /// @param account Whose it is.
    /// @param amount What left the stake.
    /// @param staked The whole stake after it.
    /// @param cooling All that is cooling after it.
    /// @param availableAt When all of that can be claimed (Unix seconds).
    event UnstakeStarted(
        address indexed account,
        uint256 amount,
        uint256 staked,
        uint256 cooling,
        uint256 availableAt
    );

    /// @notice CARBON went back to its owner.
    /// @param account The owner.
    /// @param amount What was paid out; nothing is cooling after it.
    event Unstaked(address indexed account, uint256 amount);

    /// @notice The stake is smaller than that.
    error InsufficientStake(uint256 staked, uint256 amount);

    /// @notice Nothing is cooling down.
    error NothingCooling();

    /// @notice The cool-down is not over.
    error StillCooling(uint256 availableAt);

    /// @param carbon The token. It must move exactly the amounts it is told, as CarbonToken does.
    /// @param cooldownSeconds_ How long what is unstaked must wait.
    constructor(IERC20 carbon, uint32 cooldownSeconds_) EIP712("EcoCoin CarbonStaking", "1") {
        if (address(carbon) == address(0)) revert ZeroAddress();
        token = carbon;
        cooldownSeconds = cooldownSeconds_;
    }

    /// @notice Stakes CARBON of the caller, who must have approved it before.
    /// @param amount In units of 10^-18 CARBON.
    function stake(uint256 amount) external nonReentrant {
        if (amount == 0) revert ZeroAmount();
        address account = _msgSender();
        Position storage position = _positions[account];
        if (delegates(account) == address(0)) _delegate(account, account);
        position.staked += amount;
        _transferVotingUnits(address(0), account, amount);
        emit Staked(account, amount, position.staked);
        token.safeTransferFrom(account, address(this), amount);
    }

    /// @notice Takes CARBON out of the stake: its votes go now, the tokens can be claimed after the cool-down.
    /// @dev There is one cool-down an account: another unstake begins it anew for all that still cools. What has cooled
    /// down by then is paid out first and not locked again.
    /// @param amount In units of 10^-18 CARBON.
    function unstake(uint256 amount) external nonReentrant {
        if (amount == 0) revert ZeroAmount();
        address account = _msgSender();
        Position storage position = _positions[account];
        if (amount > position.staked) revert InsufficientStake(position.staked, amount);
        uint256 cooled = position.cooling > 0 && block.timestamp >= position.availableAt ? position.cooling : 0;
        position.staked -= amount;
        position.cooling = SafeCast.toUint208(position.cooling - cooled + amount);
        position.availableAt = SafeCast.toUint48(block.timestamp + cooldownSeconds);
        _transferVotingUnits(account, address(0), amount);
        if (cooled > 0) emit Unstaked(account, cooled);
        emit UnstakeStarted(account, amount, position.staked, position.cooling, position.availableAt);
        if (cooled > 0) token.safeTransfer(account, cooled);
    }

    /// @notice Pays out what has cooled down.
    function claim() external nonReentrant {
        address account = _msgSender();
        Position storage position = _positions[account];
        uint256 cooled = position.cooling;
        if (cooled == 0) revert NothingCooling();
        if (block.timestamp < position.availableAt) revert StillCooling(position.availableAt);
        position.cooling = 0;
        position.availableAt = 0;
        emit Unstaked(account, cooled);
        token.safeTransfer(account, cooled);
    }

    /// @notice The position of an account.
    /// @param account Any address.
    /// @return staked What gives votes.
    /// @return cooling What waits, or can be claimed.
    /// @return availableAt From when on it can be claimed (Unix seconds); zero when nothing is cooling.
    function positionOf(address account)
        external
        view
        returns (uint256 staked, uint256 cooling, uint256 availableAt)
    {
        Position storage position = _positions[account];
        return (position.staked, position.cooling, position.availableAt);
    }

    /// @notice All that is staked, by everybody.
    function totalStaked() external view returns (uint256) {
        return _getTotalSupply();
    }

    /// @dev Delegating to nobody means to oneself: every staked unit is somebody's vote, so that the votes always add up
    /// to the stake that the quorum is counted from.
    function _delegate(address account, address delegatee) internal override {
        super._delegate(account, delegatee == address(0) ? account : delegatee);
    }

    /// @inheritdoc Votes
    function _getVotingUnits(address account) internal view override returns (uint256) {
        return _positions[account].staked;
    }
}
