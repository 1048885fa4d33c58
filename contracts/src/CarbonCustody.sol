// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ERC1155Holder} from "@openzeppelin/contracts/token/ERC1155/utils/ERC1155Holder.sol";
import {Errors} from "@openzeppelin/contracts/utils/Errors.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {CarbonAccount} from "./CarbonAccount.sol";
import {CreditRegistry} from "./CreditRegistry.sol";
import {ZeroAddress, ZeroAmount, ZeroReference} from "./Errors.sol";

/// @title What the platform keeps for its users: ether, CARBON and credits
/// @notice Everything comes in with an event, and goes out once per reference and to linked wallets only.
/// @dev The operator chooses amounts but no destinations: those are wallets that proved to be a user's in CarbonAccount.
contract CarbonCustody is AccessControl, Pausable, ReentrancyGuard, ERC1155Holder {
    using SafeERC20 for IERC20;

    /// @notice May pay out to linked wallets and retire credits.
    bytes32 public constant OPERATOR_ROLE = keccak256("OPERATOR_ROLE");

    /// @notice Stands for ether where an asset is named.
    address public constant ETHER = address(0);

    /// @notice The gas that a wallet gets when ether is paid out to it: enough for a contract wallet to take note of it.
    uint256 public constant PAYOUT_GAS = 100_000;

    /// @notice Knows which wallets are linked.
    CarbonAccount public immutable accounts;

    /// @notice The CARBON token.
    IERC20 public immutable token;

    /// @notice The credits.
    CreditRegistry public immutable registry;

    mapping(bytes32 ref => bool) private _paid;

    /// @notice Ether came in: a deposit of its sender.
    /// @param from Who sent it.
    /// @param amount In wei.
    event EtherReceived(address indexed from, uint256 amount);

    /// @notice The platform added ether of its own; never a deposit.
    /// @param from Who sent it.
    /// @param amount In wei.
    event ReserveFunded(address indexed from, uint256 amount);

    /// @notice Ether or CARBON was paid out.
    /// @param ref keccak256 of the platform's reference.
    /// @param asset ETHER (the zero address) or the token.
    /// @param to A linked wallet.
    /// @param amount In the asset's smallest units.
    event PaidOut(bytes32 indexed ref, address indexed asset, address indexed to, uint256 amount);

    /// @notice Credits were paid out.
    /// @param ref keccak256 of the platform's reference.
    /// @param batchId The batch.
    /// @param to A linked wallet.
    /// @param amount 10^18 is one tonne.
    event CreditsPaidOut(bytes32 indexed ref, uint256 indexed batchId, address indexed to, uint256 amount);

    /// @notice Credits were retired for a user. The registry tells for whom and why.
    /// @param ref keccak256 of the platform's reference.
    /// @param batchId The batch.
    /// @param amount 10^18 is one tonne.
    event CreditsRetiredFor(bytes32 indexed ref, uint256 indexed batchId, uint256 amount);

    /// @notice The address is no user's wallet.
    error NotLinked(address to);

    /// @notice The reference was paid out already.
    error AlreadyPaid(bytes32 ref);

    /// @notice The wallet did not take the ether.
    error PayoutRefused(address to);

    /// @notice Neither ether nor CARBON, or credits of another registry.
    error UnsupportedAsset(address asset);

    /// @param admin Grants and revokes roles, pauses.
    /// @param accounts_ Knows which wallets are linked.
    /// @param registry_ The credits (the proxy).
    constructor(address admin, CarbonAccount accounts_, CreditRegistry registry_) {
        if (admin == address(0) || address(registry_) == address(0)) revert ZeroAddress();
        accounts = accounts_;
        token = IERC20(address(accounts_.token()));
        registry = registry_;
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    /// @notice Takes a deposit of ether. Cheap enough for a sender that forwards 2,300 gas only.
    receive() external payable {
        if (msg.value == 0) revert ZeroAmount();
        emit EtherReceived(_msgSender(), msg.value);
    }

    /// @notice Takes ether of the platform's own, as backing.
    function fund() external payable {
        if (msg.value == 0) revert ZeroAmount();
        emit ReserveFunded(_msgSender(), msg.value);
    }

    /// @notice Pays out ether or CARBON, once per reference.
    /// @param ref keccak256 of the platform's reference; not zero, never used in this contract.
    /// @param asset ETHER (the zero address) or the token.
    /// @param to A linked wallet.
    /// @param amount In the asset's smallest units.
    function payOut(bytes32 ref, address asset, address to, uint256 amount)
        external
        onlyRole(OPERATOR_ROLE)
        whenNotPaused
        nonReentrant
    {
        if (asset != ETHER && asset != address(token)) revert UnsupportedAsset(asset);
        _requireLinked(to);
        _use(ref, amount);
        emit PaidOut(ref, asset, to, amount);
        if (asset == ETHER) {
            _sendEther(to, amount);
        } else {
            token.safeTransfer(to, amount);
        }
    }

    /// @notice Pays out credits, once per reference.
    /// @param ref keccak256 of the platform's reference; not zero, never used in this contract.
    /// @param batchId The batch.
    /// @param to A linked wallet; a contract must accept ERC-1155.
    /// @param amount 10^18 is one tonne.
    function payOutCredits(bytes32 ref, uint256 batchId, address to, uint256 amount)
        external
        onlyRole(OPERATOR_ROLE)
        whenNotPaused
        nonReentrant
    {
        _requireLinked(to);
        _use(ref, amount);
        emit CreditsPaidOut(ref, batchId, to, amount);
        registry.safeTransferFrom(address(this), to, batchId, amount, "");
    }

    /// @notice Retires credits that are kept here, once per reference.
    /// @param ref keccak256 of the platform's reference; not zero, never used in this contract.
    /// @param batchId The batch.
    /// @param amount 10^18 is one tonne.
    /// @param beneficiaryHash keccak256 of whom the claim is for.
    /// @param reason 0 to 8, as in the registry.
    /// @param message As in the registry.
    function retireCredits(
        bytes32 ref,
        uint256 batchId,
        uint256 amount,
        bytes32 beneficiaryHash,
        uint8 reason,
        string calldata message
    ) external onlyRole(OPERATOR_ROLE) whenNotPaused nonReentrant {
        _use(ref, amount);
        emit CreditsRetiredFor(ref, batchId, amount);
        registry.retire(batchId, amount, beneficiaryHash, reason, message);
    }

    /// @notice Stops everything that goes out.
    function pause() external onlyRole(DEFAULT_ADMIN_ROLE) {
        _pause();
    }

    /// @notice Resumes it.
    function unpause() external onlyRole(DEFAULT_ADMIN_ROLE) {
        _unpause();
    }

    /// @notice Whether a reference was paid out.
    /// @param ref Any reference.
    function isPaid(bytes32 ref) external view returns (bool) {
        return _paid[ref];
    }

    /// @notice Takes credits of our registry, and of no other: those could never leave again.
    /// @inheritdoc ERC1155Holder
    function onERC1155Received(address operator, address from, uint256 id, uint256 value, bytes memory data)
        public
        override
        returns (bytes4)
    {
        _requireOurs();
        return super.onERC1155Received(operator, from, id, value, data);
    }

    /// @notice Takes credits of our registry, and of no other: those could never leave again.
    /// @inheritdoc ERC1155Holder
    function onERC1155BatchReceived(
        address operator,
        address from,
        uint256[] memory ids,
        uint256[] memory values,
        bytes memory data
    ) public override returns (bytes4) {
        _requireOurs();
        return super.onERC1155BatchReceived(operator, from, ids, values, data);
    }

    /// @inheritdoc ERC1155Holder
    function supportsInterface(bytes4 interfaceId)
        public
        view
        override(AccessControl, ERC1155Holder)
        returns (bool)
    {
        return super.supportsInterface(interfaceId);
    }

    function _use(bytes32 ref, uint256 amount) private {
        if (amount == 0) revert ZeroAmount();
        if (ref == bytes32(0)) revert ZeroReference();
        if (_paid[ref]) revert AlreadyPaid(ref);
        _paid[ref] = true;
    }

    /// @dev What a wallet answers is neither read nor passed on: it could pretend to be an error of this contract, and its
    /// length and its gas would be ours to pay for.
    function _sendEther(address to, uint256 amount) private {
        if (address(this).balance < amount) revert Errors.InsufficientBalance(address(this).balance, amount);
        bool taken;
        assembly ("memory-safe") {
            taken := call(PAYOUT_GAS, to, amount, 0, 0, 0, 0)
        }
        if (!taken) revert PayoutRefused(to);
    }

    function _requireLinked(address to) private view {
        if (accounts.userOf(to) == bytes32(0)) revert NotLinked(to);
    }

    function _requireOurs() private view {
        if (_msgSender() != address(registry)) revert UnsupportedAsset(_msgSender());
    }
}
